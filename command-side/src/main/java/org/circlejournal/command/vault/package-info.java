/** The vault: tokens, member secrets, data keys and ballot boxes. Start at {@link Vault}. */
@NullMarked
package org.circlejournal.command.vault;

import org.jspecify.annotations.NullMarked;

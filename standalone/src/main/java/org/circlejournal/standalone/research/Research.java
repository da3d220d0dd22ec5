package org.circlejournal.standalone.research;

import picocli.CommandLine.Command;

/** The group of what researchers do; each is a command of its own. */
@Command(
    name = "research",
    description = "For researchers.",
    subcommands = {
      ScoreFile.class,
      InstrumentFiles.class,
      GroupReports.class,
      Export.class,
      Query.class,
      RunAnalysis.class,
      Reproduce.class
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Research {}

package org.circlejournal.standalone;

/** What the query side makes of the journal. */
final class Views {

  /** Drops all generations, and what is known of them. */
  static final String DROP =
      """
      do $$
      declare generation text;
      begin
        for generation in select schema_name from views.generation loop
          execute format('drop schema %I cascade', generation);
        end loop;
        drop schema views cascade;
      end
      $$
      """;

  private Views() {}
}

#!/bin/sh
# Run once by the PostgreSQL image, in an empty volume: the roles that the two sides sign in as.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv owner CIRCLE_OWNER_PASSWORD
\getenv command CIRCLE_COMMAND_PASSWORD
\getenv query CIRCLE_QUERY_PASSWORD
create role circle_owner login password :'owner';
create role circle_command login password :'command';
create role circle_query login password :'query';
create database circle_journal owner circle_owner;
revoke all on database circle_journal from public;
grant connect on database circle_journal to circle_command, circle_query;
SQL

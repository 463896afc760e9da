#!/bin/sh
# Runs once, when the cluster is new: the portal owns its database and nothing else.
set -eu
: "${DATABASE_PASSWORD:?DATABASE_PASSWORD is not set}"
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" --username postgres --dbname postgres <<'SQL'
CREATE ROLE portal LOGIN PASSWORD :'password';
CREATE DATABASE portal OWNER portal;
\connect portal
CREATE EXTENSION pg_stat_statements;
SQL

#!/bin/sh
# Runs once, when the cluster is new: the portal owns its database and nothing else; a replica may copy, if one is wanted.
set -eu
: "${DATABASE_PASSWORD:?DATABASE_PASSWORD is not set}"
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" --username postgres --dbname postgres <<'SQL'
CREATE ROLE portal LOGIN PASSWORD :'password';
CREATE DATABASE portal OWNER portal;
\connect portal
CREATE EXTENSION pg_stat_statements;
SQL
[ -n "${REPLICATION_PASSWORD:-}" ] || exit 0
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$REPLICATION_PASSWORD" --username postgres --dbname postgres <<'SQL'
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'password';
SELECT pg_create_physical_replication_slot('replica');
SQL
echo "host replication replicator all scram-sha-256" >> "$PGDATA/pg_hba.conf"

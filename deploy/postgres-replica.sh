#!/bin/sh
# A streaming replica: copied from the primary when its folder is empty, then it follows.
set -eu
: "${REPLICATION_PASSWORD:?REPLICATION_PASSWORD is not set}"
umask 077
printf 'postgres:5432:replication:replicator:%s\n' "$REPLICATION_PASSWORD" > "$HOME/.pgpass"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    # Copied beside and renamed, so that a copy broken off is begun anew. The slot keeps what a replica away still needs.
    draft="$PGDATA.new"
    rm -rf "$draft"
    mkdir -p "$draft"
    pg_basebackup --pgdata "$draft" --write-recovery-conf --wal-method stream --checkpoint fast \
        --dbname "host=postgres user=replicator application_name=replica passfile=$HOME/.pgpass" \
        --slot replica || exit 1
    rm -rf "$PGDATA"
    mv "$draft" "$PGDATA"
fi
exec postgres -c hot_standby_feedback=on -c wal_receiver_timeout=10s "$@"

# PostgreSQL for a private Redmine: a server of its own for each instance, of this machine's Debian whatever the release of
# Redmine, in the instance's folder. It is reached by a Unix socket without a file, as a file's path may be too long for one;
# the server lets in the user who runs this script and nobody else. Sourced by redmine, which says what these functions are for.
# shellcheck shell=bash disable=SC2154

# shellcheck disable=SC2034 # for redmine
database_ending=postgresql

database_installed() { [ -z "$(missing_packages '' postgresql)$(missing_packages "$base" ruby-pg)" ]; }

# Debian's package would make a cluster of the system and start it. Whoever wants one later gets it: the setting goes again.
ensure_database() {
  ensure_packages_of_redmine ruby-pg
  [ -n "$(missing_packages '' postgresql)" ] || return 0
  local setting=/etc/postgresql-common/createcluster.d/estafeta.conf
  if [ "$(id -u)" = 0 ]; then
    mkdir -p "${setting%/*}"
    echo 'create_main_cluster = false' >"$setting"
  fi
  (ensure_packages postgresql) || { rm -f "$setting"; exit 1; }
  rm -f "$setting"
}

postgresql_folder() { printf '%s\n' "$1/postgresql"; }
postgresql_cluster() { printf '%s\n' "$1/postgresql/cluster"; }
postgresql_socket() { printf '@estafeta-redmine-%s\n' "$(printf %s "$1" | sha256sum | cut -c1-16)"; }

# The programs of the version that made the cluster; of the newest one where there is none yet.
postgresql_programs() {
  local version=
  version=$(cat "$(postgresql_cluster "$1")/PG_VERSION" 2>/dev/null) ||
    version=$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -V | tail -n 1)
  printf '%s\n' "/usr/lib/postgresql/$version/bin"
}

# The server refuses to be root's.
postgresql_user() { if [ "$(id -u)" = 0 ]; then echo postgres; else id -un; fi; }

# Runs a command as the server's user. Where that user may not enter the instance's folder, such as below /root, it gets root's
# right to pass, and only then: as_postgresql DIR COMMAND [ARGUMENT…]
as_postgresql() {
  local as=() folder=$1
  shift
  if [ "$(id -u)" = 0 ]; then
    as=(setpriv --reuid postgres --regid postgres --clear-groups)
    "${as[@]}" test -x "$folder" || as+=(--inh-caps +dac_override --ambient-caps +dac_override)
  fi
  (cd / && LANG=C.UTF-8 LC_ALL=C.UTF-8 TZ=UTC exec "${as[@]}" "$@")
}

# Runs a program of PostgreSQL on an instance's database: in_database DIR PROGRAM [ARGUMENT…]
in_database() {
  local programs
  programs=$(postgresql_programs "$1")
  PGHOST=$(postgresql_socket "$1") PGUSER=redmine PGDATABASE=redmine PGCLIENTENCODING=UTF8 PGOPTIONS=--client-min-messages=warning \
    "$programs/$2" "${@:3}"
}

database_settings() {
  cat <<YAML
production:
  adapter: postgresql
  host: "$(postgresql_socket "$1")"
  username: redmine
  database: redmine
  encoding: utf8
  pool: 16
YAML
}

database_initializer() { :; }

make_cluster() {
  local folder fresh_cluster programs
  folder=$(postgresql_folder "$1") fresh_cluster=$(postgresql_cluster "$1").new programs=$(postgresql_programs "$1")
  rm -rf "$folder"
  install -d -m 700 -o "$(postgresql_user)" "$folder"
  as_postgresql "$1" "$programs/initdb" --pgdata="$fresh_cluster" --username=redmine --auth=peer --encoding=UTF8 --locale=C.UTF-8 --no-sync \
    >"$folder/initdb.log" 2>&1 || { tail -n 5 "$folder/initdb.log" >&2; die "PostgreSQL's cluster could not be made: $folder/initdb.log"; }
  printf 'local all all peer map=estafeta\n' >"$fresh_cluster/pg_hba.conf"
  printf 'estafeta %s redmine\n' "$(id -un)" >"$fresh_cluster/pg_ident.conf"
  # A crash of the machine may cost the last moments, never the database.
  printf '%s\n' "listen_addresses = ''" 'synchronous_commit = off' "timezone = 'UTC'" >>"$fresh_cluster/postgresql.conf"
  mv "$fresh_cluster" "$(postgresql_cluster "$1")"
}

# Prints the pid if the process noted is this cluster's: a pid alone may have been given to another since.
postgresql_pid() {
  local cluster pid
  cluster=$(postgresql_cluster "$1")
  pid=$(head -n 1 "$cluster/postmaster.pid" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ ]] && [ "$(as_postgresql "$1" readlink "/proc/$pid/cwd" 2>/dev/null)" = "$(realpath "$cluster")" ] && printf '%s\n' "$pid"
}

database_server_runs() { postgresql_pid "$1" >/dev/null; }
database_runs() { database_server_runs "$1"; }

database_start() {
  ! database_runs "$1" || return 0
  local cluster programs
  cluster=$(postgresql_cluster "$1") programs=$(postgresql_programs "$1")
  if [ -e "$cluster" ] && [ ! -x "$programs/postgres" ]; then
    $fresh || die "PostgreSQL $(<"$cluster/PG_VERSION"), which made the database in $1, is not installed any more: add --fresh to begin anew (its data goes)"
    rm -rf "$cluster"
  fi
  [ -e "$cluster" ] || make_cluster "$1"
  programs=$(postgresql_programs "$1")
  rm -f "$cluster/postmaster.pid" # of a server that was killed; its number may be another process's by now
  # 9>&-: the server must not hold the cache's lock.
  as_postgresql "$1" "$programs/pg_ctl" start --pgdata="$cluster" --log="$(postgresql_folder "$1")/log" --wait --timeout="$start_limit" \
    --options="-k $(postgresql_socket "$1")" >/dev/null 2>&1 </dev/null 9>&- ||
    { tail -n 5 "$(postgresql_folder "$1")/log" >&2; die "PostgreSQL did not start: $(postgresql_folder "$1")/log"; }
}

database_stop() {
  database_runs "$1" || return 0
  as_postgresql "$1" "$(postgresql_programs "$1")/pg_ctl" stop --pgdata="$(postgresql_cluster "$1")" --mode=fast --wait >/dev/null ||
    die "PostgreSQL in $1 does not stop: $(postgresql_folder "$1")/log"
}

database_exists() { [ "$(in_database "$1" psql -XAtc 'SELECT 1' 2>/dev/null)" = 1 ]; }

database_create() {
  in_database "$1" psql -Xq -d postgres -c 'DROP DATABASE IF EXISTS redmine WITH (FORCE)' -c 'CREATE DATABASE redmine TEMPLATE template0'
}

database_load() {
  database_create "$1" && in_database "$1" pg_restore --dbname=redmine --no-owner --single-transaction --exit-on-error "$2"
}

database_save() {
  in_database "$1" pg_dump --format=custom --compress=1 --file="$2.new" && mv "$2.new" "$2"
}

is_saved_database() { [ "$(head -c 5 "$1")" = PGDMP ]; }

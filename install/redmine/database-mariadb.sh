# MariaDB for a private Redmine: a server of its own for each instance, of this machine's Debian whatever the release of Redmine,
# with its data in the instance's folder. It is reached by a Unix socket in /var/tmp, as the instance's path may be too long for
# one; the server lets in the user who runs this script and nobody else. Sourced by redmine, which says what these functions are
# for.
# shellcheck shell=bash disable=SC2154

# shellcheck disable=SC2034 # for redmine
database_ending=mariadb

# Of the server's packages only the programs: nothing starts by itself.
mariadb_packages=(mariadb-server-core mariadb-client)

# What Redmine needs with it; later ones than Debian 12's lock trees of issues by MariaDB's named locks.
mariadb_libraries=(ruby-mysql2)
[ "$debian" = bookworm ] || mariadb_libraries+=(ruby-with-advisory-lock)

database_installed() {
  [ -z "$(missing_packages '' "${mariadb_packages[@]}")$(missing_packages "$base" "${mariadb_libraries[@]}")" ]
}

ensure_database() {
  ensure_packages_of_redmine "${mariadb_libraries[@]}"
  ensure_packages "${mariadb_packages[@]}"
}

mariadb_folder() { printf '%s\n' "$1/mariadb"; }
mariadb_data() { printf '%s\n' "$1/mariadb/data"; }
mariadb_socket() { printf '/var/tmp/estafeta-redmine-%s.sock\n' "$(printf %s "$1" | sha256sum | cut -c1-16)"; }

# Runs a program of MariaDB's clients on an instance's server: in_server DIR PROGRAM [ARGUMENT…]
in_server() { "$2" --no-defaults --socket="$(mariadb_socket "$1")" --user="$(id -un)" --default-character-set=utf8mb4 "${@:3}"; }

database_settings() {
  cat <<YAML
production:
  adapter: mysql2
  socket: "$(mariadb_socket "$1")"
  username: $(id -un)
  database: redmine
  encoding: utf8mb4
  pool: 16
YAML
}

database_initializer() { :; }

make_data() {
  local folder
  folder=$(mariadb_folder "$1")
  rm -rf "$folder"
  install -d -m 700 "$folder"
  mariadb-install-db --no-defaults --user="$(id -un)" --auth-root-socket-user="$(id -un)" --skip-test-db --datadir="$folder/data.new" \
    >"$folder/install.log" 2>&1 || { tail -n 5 "$folder/install.log" >&2; die "MariaDB's data could not be made: $folder/install.log"; }
  mv "$folder/data.new" "$folder/data"
}

mariadb_pid() { noted_pid "$(mariadb_folder "$1")/pid" "$(realpath "$(mariadb_data "$1")")"; }

database_server_runs() { mariadb_pid "$1" >/dev/null; }
database_runs() { database_server_runs "$1" && in_server "$1" mariadb -e "DO 0" >/dev/null 2>&1; }

# A crash of the machine may cost the last moments, never the database. Redmine asks for this isolation.
database_start() {
  ! database_runs "$1" || return 0
  local folder until=$((SECONDS + start_limit))
  folder=$(mariadb_folder "$1")
  [ -e "$folder/data" ] || make_data "$1"
  rm -f "$folder/pid" # of a server that was killed
  # 9>&-: the server must not hold the cache's lock.
  TZ=UTC setsid mariadbd --no-defaults --user="$(id -un)" --datadir="$folder/data" --socket="$(mariadb_socket "$1")" --pid-file="$folder/pid" \
    --skip-networking --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci --transaction-isolation=READ-COMMITTED \
    --innodb-flush-log-at-trx-commit=2 --max-allowed-packet=64M >"$folder/log" 2>&1 </dev/null 9>&- &
  disown "$!" 2>/dev/null || true
  until database_runs "$1"; do
    ((SECONDS < until)) && kill -0 "$!" 2>/dev/null || { tail -n 5 "$folder/log" >&2; die "MariaDB did not start: $folder/log"; }
    sleep 0.1
  done
}

database_stop() {
  local pid until=$((SECONDS + 60))
  pid=$(mariadb_pid "$1") || return 0
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do
    ((SECONDS < until)) || die "MariaDB in $1 does not stop: $(mariadb_folder "$1")/log"
    sleep 0.1
  done
}

database_exists() { in_server "$1" mariadb -e 'SELECT 1' redmine >/dev/null 2>&1; }

database_create() { in_server "$1" mariadb -e 'DROP DATABASE IF EXISTS redmine; CREATE DATABASE redmine CHARACTER SET utf8mb4'; }

database_load() { database_create "$1" && gzip -dc "$2" | in_server "$1" mariadb redmine; }

database_save() {
  in_server "$1" mariadb-dump --single-transaction --skip-comments redmine | gzip -1 >"$2.new" && mv "$2.new" "$2"
}

is_saved_database() { gzip -t "$1" 2>/dev/null; }

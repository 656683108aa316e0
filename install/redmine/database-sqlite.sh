# SQLite for a private Redmine: one file, no server. Sourced by redmine, which says what these functions are for.
# shellcheck shell=bash

# shellcheck disable=SC2034 # for redmine
database_ending=sqlite3

# Its library comes with Redmine's others.
database_installed() { :; }
ensure_database() { :; }

sqlite_file() { printf '%s\n' "$1/data/instance/default/db/redmine.sqlite3"; }

database_settings() {
  cat <<YAML
production:
  adapter: sqlite3
  database: "$(sqlite_file "$1")"
  timeout: 15000
  pool: 16
YAML
}

database_initializer() {
  cat <<'RUBY'
# SQLite refuses at once, whatever the time-out, to let a transaction that began by reading go on to write after another has
# written. Taking the write lock at the beginning makes writers wait for each other instead. SQLite's own waiting keeps Ruby's
# lock, so a thread that waits would stop the very thread it waits for; waiting in Ruby lets it go on. Done to the driver, as
# Rails' adapter differs from release to release.
require 'sqlite3'
module WriteLockFirst
  def initialize(*)
    super
    execute('PRAGMA synchronous = NORMAL') # safe with a write-ahead log, and a quarter of the syncs
  end

  def transaction(mode = nil)
    super(mode || :immediate)
  end

  def busy_timeout(_milliseconds)
    busy_handler { |tries| sleep(0.005) && tries < 6000 }
  end
end
SQLite3::Database.prepend(WriteLockFirst)
RUBY
}

database_start() { :; }
database_stop() { :; }
database_server_runs() { false; }
database_runs() { :; }

database_exists() { [ -e "$(sqlite_file "$1")" ]; }

database_create() {
  local file
  file=$(sqlite_file "$1")
  rm -f "$file" "$file-wal" "$file-shm"
}

database_load() {
  local file
  file=$(sqlite_file "$1")
  database_create "$1"
  cp "$2" "$file.new" && mv "$file.new" "$file"
}

# While it is in use too. A copy of the file alone would lack what still stands in the write-ahead log, which lets people read
# while somebody writes; the mode is kept in the file.
database_save() {
  rm -f "$2.new"
  with_base sqlite3 -cmd '.timeout 15000' "$(sqlite_file "$1")" ".backup '$2.new'" || return 1
  with_base sqlite3 "$2.new" 'PRAGMA journal_mode = WAL' >/dev/null || return 1
  mv "$2.new" "$2"
}

is_saved_database() { [ "$(head -c 15 "$1")" = 'SQLite format 3' ]; }

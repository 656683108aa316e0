# frozen_string_literal: true

require 'json'

module RedmineEstafeta
  # What `rake estafeta:…` does.
  module Setup
    NEEDED = %w[trackers statuses fields roles account].freeze
    USED = %w[decisions groups projects].freeze # not needed for the guard, and not written by every release

    class << self
      # Takes over the file of ids that provisioning wrote, and where hints go: the address of the connector's listener and
      # the file of the secret they share. Without an address none are sent. `colleagues`: told, or quiet (addressing.rb).
      def install(path, url = '', secret_file = '', colleagues = '')
        ids = JSON.parse(File.read(path, encoding: 'UTF-8'))
        lacking = NEEDED - ids.keys
        raise ArgumentError, "#{path} lacks #{lacking.join(', ')}: name the file that install/redmine/provision.rb wrote" if lacking.any?

        raise ArgumentError, "COLLEAGUES is told or quiet, not #{colleagues}" unless ['', 'told', 'quiet'].include?(colleagues)

        Redmine::Plugin.migrate('redmine_estafeta')
        known_query = Setting.plugin_redmine_estafeta['duty_query']
        Setting.plugin_redmine_estafeta = { 'words' => ids.slice(*NEEDED, *USED), 'hints' => hints(url, secret_file),
                                            'colleagues' => colleagues.presence || 'quiet' }
        Readers.let_in(Words.current)
        Editors.let_in(Words.current)
        Setting.plugin_redmine_estafeta = Setting.plugin_redmine_estafeta.merge('duty_query' => DutyQuery.make(Words.current, known_query))
        problems
      end

      # Sentences for the administrator; none: all is in order.
      def problems
        words = Setting.plugin_redmine_estafeta['words'] || {}
        return ['Nothing is known of this Redmine yet, so nothing is guarded. Run: rake estafeta:install IDS=/path/to/ids.json'] if words.empty?

        found = [Compatibility.remark].compact
        found << 'A table of the plugin is missing. Run: rake estafeta:install IDS=/path/to/ids.json' unless [ActionRecord, Document, Look, Row, Entry, Feed].all?(&:table_exists?)
        found << missing('The tracker of tasks', words.dig('trackers', 'task')) unless Tracker.exists?(words.dig('trackers', 'task'))
        found << missing('The service account', words.dig('account', 'id')) unless User.exists?(words.dig('account', 'id'))
        words.dig('statuses', 'task').each_value do |ids|
          ids.each { |id| found << missing('A status of tasks', id) unless IssueStatus.exists?(id) }
        end
        found
      end

      def uninstall
        Readers.let_out
        DutyQuery.forget
        Editors.let_out
        Redmine::Plugin.migrate('redmine_estafeta', 0)
        Setting.where(name: 'plugin_redmine_estafeta').delete_all
        Setting.clear_cache
      end

      private

      def hints(url, secret_file)
        return {} if url.empty?
        raise ArgumentError, "#{url} is no address: write HINTS=http://127.0.0.1:8787/hints" unless url.match?(%r{\Ahttps?://[^/]+/})

        secret = File.file?(secret_file) ? File.read(secret_file, encoding: 'UTF-8').strip : ''
        raise ArgumentError, 'Name the file of the secret that the connector has too: SECRET_FILE=/path' if secret.empty?

        { 'url' => url, 'secret' => secret }
      end

      def missing(what, id)
        "#{what} (id #{id}) does not exist any more. Run provisioning again, then: rake estafeta:install IDS=/path/to/ids.json"
      end
    end
  end
end

# frozen_string_literal: true

# Within Redmine, beside its server: reads the newest issues by the feed and by Redmine's own REST interface in one transaction,
# so that both see one moment, again and again until the file ESTAFETA_UNTIL is there. Says how often they were the same, or
# what was not.
# ESTAFETA_READING: a named pipe to which it says that it begins. ESTAFETA_ACCOUNT: of whom; ESTAFETA_KEY: their key.

require 'action_dispatch/testing/integration'
require_relative 'issue_answers'

module ReaderWithin
  NEWEST = 20
  HOST = 'redmine.example.org'

  class << self
    def run
      Process.setpriority(Process::PRIO_PROCESS, 0, 10) # the machine is for those who write
      File.write(ENV.fetch('ESTAFETA_READING'), "reading\n")
      moments = 0
      until File.exist?(ENV.fetch('ESTAFETA_UNTIL'))
        differing = at_one_moment { differences }
        abort "DIFFERS #{differing.first.inspect}" if differing.any?
        moments += 1
      end
      puts "THE SAME #{moments}"
    end

    private

    # SQLite gives that to every transaction.
    def at_one_moment(&block)
      Issue.transaction(isolation: Redmine::Database.sqlite? ? nil : :repeatable_read, &block)
    end

    def differences
      ids = Issue.order(id: :desc).limit(NEWEST).pluck(:id)
      Acceptance::IssueAnswers.differences(by_rest(ids), by_feed(ids))
    end

    def by_rest(ids)
      session = ActionDispatch::Integration::Session.new(Rails.application)
      session.host!(HOST)
      ids.filter_map do |id|
        session.get("/issues/#{id}.json?include=#{Acceptance::IssueAnswers::INCLUDE}", headers: { 'X-Redmine-API-Key' => ENV.fetch('ESTAFETA_KEY') })
        status = session.response.status
        abort "#{status} for ##{id}" unless [200, 403, 404].include?(status)
        [id, JSON.parse(session.response.body)['issue']] if status == 200
      end.to_h
    end

    def by_feed(ids)
      User.current = User.find(ENV.fetch('ESTAFETA_ACCOUNT'))
      address = Rails.application.routes.url_helpers
      read = RedmineEstafeta::Histories.new(ids, User.current, ->(file) { address.download_named_attachment_url(file, file.filename, host: HOST) }).to_json_text
      JSON.parse(read).to_h { |one| [one['id'], one] }
    end
  end
end

# Redmine notes which projects somebody looked at: a write amid the reading.
IssuesController.skip_after_action :record_project_usage
# A private Redmine's transactions take SQLite's lock of writers at their beginning; who reads without a pause would keep them out.
SQLite3::Database.prepend(Module.new { def transaction(*) = super(:deferred) }) if Redmine::Database.sqlite?
ReaderWithin.run

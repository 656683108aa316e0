# frozen_string_literal: true

module RedmineEstafeta
  VERSION = '0.1.0'

  # What the connector finds in capabilities.json (connector/tracker/redmine/plugin.h).
  ABILITIES = %w[guard hints apply feed cursor views settings].freeze

  # Of these, what works as this Redmine is set up: some need their tables.
  def self.abilities
    ABILITIES.reject { |one| { 'apply' => ActionRecord, 'cursor' => Feed, 'views' => Row, 'settings' => Entry }[one]&.table_exists? == false }
  end
end

# frozen_string_literal: true

module RedmineEstafeta
  VERSION = '0.1.0'

  # What the connector finds in capabilities.json (connector/tracker/redmine/plugin.h).
  ABILITIES = %w[guard hints apply feed].freeze

  # Of these, what works as this Redmine is set up: apply needs its table.
  def self.abilities
    ABILITIES.reject { |one| one == 'apply' && !ActionRecord.table_exists? }
  end
end

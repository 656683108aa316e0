# frozen_string_literal: true

module RedmineEstafeta
  # Whether the plugin was tried with a Redmine like this one. A later one is not refused: most of it will work, and what does
  # not shows in Redmine's log, while the connector goes on over stock REST.
  module Compatibility
    LAST_TRIED = [6, 1].freeze

    # A sentence for the administrator; nil: all is well.
    def self.remark(version = [Redmine::VERSION::MAJOR, Redmine::VERSION::MINOR])
      return if (version <=> LAST_TRIED) <= 0

      "This is Redmine #{version.join('.')}; Estafeta's plugin was tried with Redmine 5.0 to #{LAST_TRIED.join('.')}. " \
        'Watch the log for lines that begin with “Estafeta”, and look for a newer plugin.'
    end
  end
end

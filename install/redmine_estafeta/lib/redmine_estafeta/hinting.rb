# frozen_string_literal: true

module RedmineEstafeta
  # Of whatever the connector wants to know of soon: once it is saved for good, unless the connector did it itself.
  module Hinting
    def self.included(record)
      record.after_commit { Hint.soon unless Words.current.service?(User.current) }
    end
  end
end

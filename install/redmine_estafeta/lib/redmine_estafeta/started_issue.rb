# frozen_string_literal: true

module RedmineEstafeta
  # A new change that is to start at once: in the transaction that makes it, so that nobody sees the draft in between, and by a
  # step of its own, so that its history tells who agreed.
  module StartedIssue
    # Whether it is to start; afterwards, whether it could not.
    attr_accessor :estafeta_start, :estafeta_not_started

    def self.prepended(issue)
      # After Redmine's own callbacks, which save the values of its fields.
      issue.after_save do
        if estafeta_start
          self.estafeta_start = false
          self.estafeta_not_started = !NewChange.start(self)
        end
      end
    end
  end
end

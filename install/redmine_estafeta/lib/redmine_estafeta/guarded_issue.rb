# frozen_string_literal: true

module RedmineEstafeta
  # An issue whose saving the guard may object to: by form, bulk edit, context menu, REST, mail or code alike.
  module GuardedIssue
    def self.prepended(issue)
      issue.validate :estafeta_may_be_saved
    end

    # Redmine leaves out a status that the workflow does not allow and says nothing.
    def safe_attributes=(attributes, user = User.current)
      chosen = attributes.respond_to?(:[]) ? attributes['status_id'] || attributes[:status_id] : nil
      @estafeta_chosen_status = chosen.to_i if chosen.to_i.positive?
      super
    end

    private

    def estafeta_may_be_saved
      objection = Guard.new(self, User.current).objection(@estafeta_chosen_status)
      errors.add(:base, objection) if objection
    end
  end
end

# frozen_string_literal: true

module RedmineEstafeta
  # What is done with a new change beside saving it: it is linked to the request it was made of, and started if that is wanted.
  module NewChange
    class << self
      # The request that a change can be made of, by its number in the address of the form; nil: none.
      def request(id)
        return if id.blank?

        issue = Issue.visible.find_by(id: id.to_i)
        issue if issue && makeable_of?(issue)
      end

      # Whether who looks at the request may make a change of it.
      def makeable_of?(issue)
        words = Words.current
        words.request?(issue.tracker_id) && Readers.in?(issue.project) && User.current.allowed_to?(:manage_issue_relations, issue.project) &&
          Issue.allowed_target_trackers(issue.project).exists?(words.change_tracker_id)
      end

      # Answers why not; nil: they are related now.
      def link(change, request)
        return I18n.t(:notice_not_authorized) unless User.current.allowed_to?(:manage_issue_relations, change.project)

        relation = IssueRelation.new(issue_from: change, issue_to: request, relation_type: IssueRelation::TYPE_RELATES)
        relation.init_journals(User.current)
        relation.errors.full_messages.join(', ') unless relation.save
      rescue ActiveRecord::RecordNotUnique
        nil
      end

      # Answers whether it is so. Whoever is mailed of the new change needs no second mail that it was started.
      def start(change)
        change = Issue.find(change.id)
        ids = Words.current.statuses('change', 'agreed')
        status = change.new_statuses_allowed_to(User.current).find { |one| ids.include?(one.id) }
        return false if status.nil?

        change.init_journal(User.current)
        change.status = status
        Addressing.with(Addressing::NOBODY, change) { change.save }
      end
    end
  end
end

# frozen_string_literal: true

module RedmineEstafeta
  # The issues whose answers tell of some issues, or hang on them: those above and below, those that are related, and those to whom
  # a relation is told of in the history.
  module Surroundings
    class << self
      # Ids.
      def of(ids)
        return [] if ids.empty?

        (in_tree(ids) + related(ids) + told_of(ids)).uniq - ids
      end

      private

      def in_tree(ids)
        Issue.where(id: ids).joins('INNER JOIN issues others ON others.root_id = issues.root_id')
             .where('(others.lft < issues.lft AND others.rgt > issues.rgt) OR (others.lft > issues.lft AND others.rgt < issues.rgt)')
             .distinct.pluck(Arel.sql('others.id'))
      end

      def related(ids)
        IssueRelation.where(issue_from_id: ids).or(IssueRelation.where(issue_to_id: ids)).pluck(:issue_from_id, :issue_to_id).flatten
      end

      # A relation stands in the histories of both.
      def told_of(ids)
        JournalDetail.joins(:journal).where(property: 'relation', journals: { journalized_type: 'Issue', journalized_id: ids })
                     .distinct.pluck(:value, :old_value).filter_map { |new, old| (new || old)&.to_i }
      end
    end
  end
end

# frozen_string_literal: true

module RedmineEstafeta
  # The custom fields of some issues, as far as a user sees them.
  class IssueFields
    def initialize(issues, sight)
      @sight = sight
      @fields = IssueCustomField.sorted.preload(:roles).to_a
      @by_id = @fields.index_by(&:id)
      @of_tracker = pairs(:trackers, Tracker, issues.map(&:tracker_id))
      @of_project = pairs(:projects, Project, issues.map(&:project_id))
      @values = CustomValue.where(customized_type: 'Issue', customized_id: issues.map(&:id)).order(:id)
                           .pluck(:customized_id, :custom_field_id, :value).group_by { |issue, field, _| [issue, field] }
      @offered = {}
    end

    # One that was deleted is not.
    def visible?(id, project)
      field = @by_id[id]
      field && @sight.sees_field?(field, project)
    end

    def shown(issue)
      offered(issue).map do |field|
        values = @values.fetch([issue.id, field.id], []).map(&:last)
        if field.multiple?
          { id: field.id, name: field.name, multiple: true, value: values.reject(&:blank?) }
        else
          { id: field.id, name: field.name, value: values.first }
        end
      end
    end

    private

    def pairs(association, other, ids)
      IssueCustomField.joins(association).where(other.arel_table[:id].in(ids.uniq)).pluck(IssueCustomField.arel_table[:id], other.arel_table[:id]).to_set
    end

    def offered(issue)
      @offered[[issue.project_id, issue.tracker_id]] ||= @fields.select do |field|
        @of_tracker.include?([field.id, issue.tracker_id]) && (field.is_for_all? || @of_project.include?([field.id, issue.project_id])) &&
          @sight.sees_field?(field, issue.project)
      end
    end
  end
end

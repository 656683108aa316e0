# frozen_string_literal: true

module RedmineEstafeta
  # The custom fields of some issues, as far as a user sees them, and JSON of their values.
  class IssueFields
    def initialize(issues, sight)
      @sight = sight
      @fields = IssueCustomField.sorted.preload(:roles).to_a
      @by_id = @fields.index_by(&:id)
      @of_tracker = pairs(:trackers, Tracker, issues.map(&:tracker_id))
      @of_project = pairs(:projects, Project, issues.map(&:project_id))
      @values = Hash.new { |all, issue| all[issue] = {} }
      values = CustomValue.where(customized_type: 'Issue', customized_id: issues.map(&:id)).order(:id)
      RawRows.of(values, :customized_id, :custom_field_id, :value).each { |issue, field, value| (@values[issue][field] ||= []) << value }
      @offered = {}
    end

    # One that was deleted is not.
    def visible?(id, project)
      field = @by_id[id]
      field && @sight.sees_field?(field, project)
    end

    # By id.
    def visible_in(project) = @by_id.keys.select { |id| visible?(id, project) }

    # nil: there is none.
    def shown(issue)
      values = @values.fetch(issue.id, NONE)
      all = offered(issue)
      JsonText.list(all.map { |field| values.key?(field.id) ? field.with(values[field.id]) : field.empty }) if all.any?
    end

    NONE = {}.freeze
    private_constant :NONE

    # The JSON of one in an issue: what of it is the same in all.
    class Told
      attr_reader :id, :empty

      def initialize(field)
        @id = field.id
        @multiple = field.multiple?
        @head = "{\"id\":#{field.id},\"name\":#{JsonText.string(field.name)}#{',"multiple":true' if @multiple},\"value\":"
        @empty = with([])
      end

      def with(values)
        "#{@head}#{@multiple ? JsonText.list(values.reject(&:blank?).map { |one| JsonText.string(one) }) : JsonText.string(values.first)}}"
      end
    end
    private_constant :Told

    private

    def pairs(association, other, ids)
      IssueCustomField.joins(association).where(other.arel_table[:id].in(ids.uniq)).pluck(IssueCustomField.arel_table[:id], other.arel_table[:id]).to_set
    end

    def offered(issue)
      @offered[[issue.project_id, issue.tracker_id]] ||= @fields.select do |field|
        @of_tracker.include?([field.id, issue.tracker_id]) && (field.is_for_all? || @of_project.include?([field.id, issue.project_id])) &&
          @sight.sees_field?(field, issue.project)
      end.map { |field| Told.new(field) }
    end
  end
end

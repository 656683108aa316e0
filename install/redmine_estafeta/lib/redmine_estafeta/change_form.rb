# frozen_string_literal: true

module RedmineEstafeta
  # The form of a change that is made, or is still a draft: the templates there are, for the two fields Redmine has for them.
  class ChangeForm
    OPEN = %w[draft needs_input].freeze

    # nil: who fills in the form sees Redmine's own fields.
    def self.of(issue)
      words = Words.current
      return unless words.change?(issue.tracker_id) && issue.project && Readers.in?(issue.project)
      return unless issue.new_record? || words.statuses('change', *OPEN).include?(issue.status_id_was)

      form = new(issue, words)
      form if form.fillable? && form.templates.any?
    end

    attr_reader :issue

    def initialize(issue, words)
      @issue = issue
      @words = words
    end

    def fillable?
      editable = issue.editable_custom_field_values.map { |one| one.custom_field.id }
      fields.all? { |id| editable.include?(id) }
    end

    # Ids of Redmine's fields: the template's name, the parameters.
    def fields = [@words.field_id('change_template'), @words.field_id('change_parameters')]

    def promised = @words.field_id('promised')

    # Fields of Redmine's form that say nothing of a change that has not begun.
    def needless = %w[promise_side decision hold_reason cause measure].filter_map { |key| @words.field_id(key) }

    def templates = @templates ||= Document.of_kind('template').map { |one| one.in_language(I18n.locale) }

    # The status that starts a new change or a draft; nil: who fills in the form may not.
    def start
      ids = @words.statuses('change', 'agreed')
      offered.find { |status| ids.include?(status.id) }
    end

    private

    def draft? = @words.statuses('change', 'draft').include?(issue.status_id_was)

    # Redmine lets a change begin as a draft; what comes next is asked of that.
    def offered
      return draft? ? issue.new_statuses_allowed_to(User.current) : [] unless issue.new_record?

      roles = User.current.admin? ? Role.all.to_a : User.current.roles_for_project(issue.project)
      draft = issue.tracker.default_status
      draft ? draft.new_statuses_allowed_to(roles, issue.tracker, true, false) : []
    end
  end
end

# frozen_string_literal: true

module RedmineEstafeta
  # One line that somebody notices at a client, also where they are no member: a proposal in the staff project, made with their own rights.
  class Noticing
    LONGEST = 255

    class << self
      # nil: the user may not, or nothing of the kind was set up here.
      def of(user)
        words = Words.current
        project = Project.active.find_by(id: words.staff_project_id)
        tracker = Tracker.find_by(id: words.proposal_tracker_id)
        field = IssueCustomField.find_by(id: words.field_id('client'))
        return unless project && tracker && field && Issue.allowed_target_trackers(project, user).exists?(tracker.id)

        new(user, project, tracker, field)
      end
    end

    attr_reader :project

    def initialize(user, project, tracker, field)
      @user = user
      @project = project
      @tracker = tracker
      @field = field
    end

    def clients = @field.possible_values_options.map { |one| Array(one).first }

    # Departments work for every client; anybody else is offered those of `near`, and Redmine's own form has the others.
    def offered(near) = Words.current.departments_of(@user).any? ? clients : clients & near

    # Redmine's own form for it.
    def form = { issue: { tracker_id: @tracker.id } }

    # Answers the issue, with errors where it was not saved.
    def note(line, client)
      issue = Issue.new(project: @project, tracker: @tracker, author: @user)
      issue.send(:safe_attributes=, { 'subject' => line.strip, 'custom_field_values' => { @field.id.to_s => client } }, @user)
      issue.save
      issue
    end

    # What becomes of what the user noticed, as a list of issues.
    def own = { set_filter: 1, f: %w[tracker_id author_id status_id], op: { tracker_id: '=', author_id: '=', status_id: '*' },
                v: { tracker_id: [@tracker.id], author_id: ['me'] } }
  end
end

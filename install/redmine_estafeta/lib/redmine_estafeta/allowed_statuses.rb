# frozen_string_literal: true

module RedmineEstafeta
  # Which statuses a user may give to some issues: Issue#new_statuses_allowed_to for all of them, from one reading of the workflow. JSON of
  # them.
  class AllowedStatuses
    def initialize(issues, user, sight)
      @user = user
      @sight = sight
      @groups = user.group_ids
      @statuses = IssueStatus.all.index_by(&:id)
      @roles = {}
      roles = issues.flat_map { |one| roles(one) }.map(&:id).uniq
      @transitions = WorkflowTransition.where(tracker_id: issues.map(&:tracker_id).uniq, old_status_id: issues.map(&:status_id).uniq, role_id: roles)
                                       .pluck(:tracker_id, :old_status_id, :role_id, :new_status_id, :author, :assignee)
                                       .group_by { |tracker, status, *| [tracker, status] }
      @reached = {}
      @allowed = {}
      @told = {}
    end

    def closed?(id) = @statuses[id]&.is_closed?

    def shown(id)
      status = @statuses[id]
      status && (@told[id] ||= JSON.generate(id: status.id, name: status.name, is_closed: status.is_closed))
    end

    def allowed(issue, closable:, reopenable:)
      place = place_of(issue)
      @allowed[[place, closable, reopenable]] ||= begin
        found = @reached[place] ||= reached(issue, *place.last(2))
        found = found.reject(&:is_closed?) unless closable
        found = found.select(&:is_closed?) unless reopenable
        JsonText.list(found.map { |one| shown(one.id) })
      end
    end

    private

    # Issues of the same place reach the same.
    def place_of(issue)
      is_author = issue.author_id == @user.id
      is_assignee = issue.assigned_to_id.present? && (issue.assigned_to_id == @user.id || @groups.include?(issue.assigned_to_id))
      [issue.project_id, issue.tracker_id, issue.status_id, is_author, is_assignee]
    end

    def reached(issue, is_author, is_assignee)
      roles = roles(issue).map(&:id)
      rows = @transitions.fetch([issue.tracker_id, issue.status_id], []).select do |_, _, role, _, author, assignee|
        roles.include?(role) && applies?(author, assignee, is_author, is_assignee)
      end
      ids = rows.map { |row| row[3] }
      ids << issue.status_id if ids.any?
      @statuses.values_at(*ids.uniq).compact.sort
    end

    # As IssueStatus.new_statuses_allowed asks the database.
    def applies?(author, assignee, is_author, is_assignee)
      return true if is_author && is_assignee
      return author == is_author || assignee == is_assignee if is_author || is_assignee

      !author && !assignee
    end

    # Redmine 6 leaves out the roles that may neither add nor edit issues; it is asked about an issue that only knows its project.
    def roles(issue)
      @roles[issue.project_id] ||= begin
        probe = Issue.instantiate('id' => issue.id, 'project_id' => issue.project_id)
        probe.association(:project).target = issue.project
        probe.respond_to?(:roles_for_workflow, true) ? probe.send(:roles_for_workflow, @user) : @sight.roles(issue.project)
      end
    end
  end
end

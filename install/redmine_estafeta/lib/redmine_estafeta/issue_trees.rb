# frozen_string_literal: true

module RedmineEstafeta
  # What stands above and below some issues; JSON of it.
  class IssueTrees
    Row = Struct.new(:id, :root_id, :lft, :rgt, :parent_id, :tracker_id, :subject, :status_id) do
      def leaf? = rgt - lft == 1
    end

    # Whether Redmine's REST interface leaves out children that the user may not see. That changed in the middle of a release's
    # life, so its own helper is asked, about an issue whose children only remember how they were asked for.
    def self.only_visible?
      return @only_visible unless @only_visible.nil?

      children = []
      asked = false
      children.define_singleton_method(:visible) { asked = true and self }
      issue = Struct.new(:children) { def leaf? = false }.new(children)
      api = Class.new { def array(_) = yield }.new
      Object.new.extend(IssuesHelper).render_api_issue_children(issue, api)
      @only_visible = asked
    end

    def initialize(issues, user)
      roots = issues.reject { |one| one.leaf? && one.parent_id.nil? }.map(&:root_id).uniq
      rows = Issue.where(root_id: roots).order(:id).pluck(*Row.members).map { |values| Row.new(*values) }
      @of_root = rows.group_by(&:root_id)
      @visible = Issue.visible(user).where(root_id: roots).pluck(:id).to_set
      @of_parent = rows.group_by(&:parent_id)
      @parents = Issue.where(id: issues.filter_map(&:parent_id).uniq).pluck(:id).to_set
    end

    # One that is deleted while an issue is put below it stays behind as a number.
    def parent(issue)
      "{\"id\":#{issue.parent_id}}" if @parents.include?(issue.parent_id)
    end

    # With all that stands below them.
    def children(id, trackers)
      JsonText.list(@of_parent.fetch(id, []).select { |one| shown?(one) }.map do |one|
        JsonText.map(id: one.id, tracker: JsonText.named(trackers[one.tracker_id]), subject: JsonText.string(one.subject),
                     children: (children(one.id, trackers) unless one.leaf?))
      end)
    end

    def open_below?(issue, statuses)
      tree(issue).any? { |one| one.lft > issue.lft && one.rgt < issue.rgt && !statuses.closed?(one.status_id) }
    end

    def closed_above?(issue, statuses)
      tree(issue).any? { |one| one.lft < issue.lft && one.rgt > issue.rgt && statuses.closed?(one.status_id) }
    end

    private

    def tree(issue) = @of_root.fetch(issue.root_id, [])

    def shown?(row) = !IssueTrees.only_visible? || @visible.include?(row.id)
  end
end

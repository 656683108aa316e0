# frozen_string_literal: true

module RedmineEstafeta
  # An issue as its row tells of it, and its project.
  IssueRow = Struct.new(:id, :project_id, :tracker_id, :status_id, :priority_id, :author_id, :assigned_to_id, :category_id, :parent_id, :root_id, :lft,
                        :rgt, :subject, :description, :start_date, :due_date, :estimated_hours, :created_on, :updated_on, :project) do
    # Those of these that the user may see, by id.
    def self.visible(ids, user)
      columns = members.take_while { |one| one != :created_on } + %i[created_on updated_on].map { |one| RawRows.instant(Issue, one) }
      found = RawRows.of(Issue.visible(user).where(id: ids), *columns).map { |values| new(*values) }
      projects = Project.where(id: found.map(&:project_id).uniq).preload(:enabled_modules).index_by(&:id)
      found.each { |one| one.project = projects[one.project_id] }
      found.index_by(&:id)
    end

    def leaf? = rgt - lft == 1
  end
end

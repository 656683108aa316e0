# frozen_string_literal: true

module RedmineEstafeta
  # What a user may do in some projects, by Redmine's own rules. They look up the membership of each project by itself; here those
  # of all projects are looked up together, and put where these rules find them.
  class Sight
    def initialize(user, projects)
      @user = user
      @may = {}
      remember_memberships(projects)
      remember_builtin_groups(projects.select { |one| one.is_public? && user.membership(one).nil? })
    end

    def roles(project) = @user.roles_for_project(project)

    def may?(permission, project)
      @may.fetch([permission, project.id]) { |key| @may[key] = @user.allowed_to?(permission, project) }
    end

    def sees_field?(field, project)
      @may.fetch([field.id, project.id]) { |key| @may[key] = field.visible_by?(project, @user) }
    end

    private

    def remember_memberships(projects)
      found = @user.memberships.where(project_id: projects.map(&:id)).preload(:roles).index_by(&:project_id)
      @user.membership(projects.first) # makes the hash
      known = @user.instance_variable_get(:@membership_by_project_id)
      projects.each { |one| known[one.id] = found[one.id] } if known
    end

    # In a public project who is no member has the roles of the group for them.
    def remember_builtin_groups(projects)
      members = Member.joins(:principal).where(project_id: projects.map(&:id), users: { type: %w[GroupAnonymous GroupNonMember] })
                      .preload(:principal, :roles).group_by(&:project_id)
      projects.each { |one| one.instance_variable_set(:@override_members, members.fetch(one.id, [])) }
    end
  end
end

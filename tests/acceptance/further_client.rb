# frozen_string_literal: true

# Ruby within Redmine: one more client, whose project is like another's.

class FurtherClient
  # `members`: whom it has of the other's, with their roles; who is in a group comes with that.
  def self.make(name, like, members)
    project = Project.new(name: name.capitalize, is_public: false, trackers: like.trackers, issue_custom_fields: like.issue_custom_fields)
    project.identifier = name
    project.enabled_module_names = like.enabled_module_names
    project.save!
    members.reject { |one| one.member_roles.any?(&:inherited_from) }.each do |one|
      Member.create!(project: project, principal: one.principal, roles: one.roles)
    end
    project.reload
  end
end

# frozen_string_literal: true

module RedmineEstafeta
  # Who may see Estafeta's pages, and who may sign a month's figures there: the roles that have a permission for it.
  module Readers
    PERMISSION = :view_estafeta
    SIGNING = :sign_off_estafeta

    class << self
      def in?(project) = User.current.allowed_to?(PERMISSION, project)
      def projects = Project.allowed_to(PERMISSION)
      def signs_in?(project) = in?(project) && User.current.allowed_to?(SIGNING, project)

      # In which of their roles somebody may sign, by name.
      def signing_roles(project)
        names = User.current.roles_for_project(project).select { |role| role.has_permission?(SIGNING) }.map(&:name)
        names.empty? && User.current.admin? ? [I18n.t(:field_admin)] : names
      end

      def anywhere? = User.current.allowed_to?(PERMISSION, nil, global: true)

      def let_in(words)
        Role.where(id: words.staff_role_ids).each { |role| role.add_permission!(PERMISSION) }
        Role.where(id: words.signing_role_ids).each { |role| role.add_permission!(SIGNING) }
      end

      def let_out
        Role.all.each { |role| [PERMISSION, SIGNING].each { |one| role.remove_permission!(one) if role.has_permission?(one) } }
      end
    end
  end
end

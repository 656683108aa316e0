# frozen_string_literal: true

module RedmineEstafeta
  # Who may see Estafeta's pages: the roles that have a permission for it.
  module Readers
    PERMISSION = :view_estafeta

    class << self
      def in?(project) = User.current.allowed_to?(PERMISSION, project)
      def projects = Project.allowed_to(PERMISSION)
      def anywhere? = User.current.allowed_to?(PERMISSION, nil, global: true)

      def let_in(words)
        Role.where(id: words.staff_role_ids).each { |role| role.add_permission!(PERMISSION) }
      end

      def let_out
        Role.all.each { |role| role.remove_permission!(PERMISSION) if role.has_permission?(PERMISSION) }
      end
    end
  end
end

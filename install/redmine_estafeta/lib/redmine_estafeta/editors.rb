# frozen_string_literal: true

module RedmineEstafeta
  # Who may enter windows, freezes, absences and causes: the roles that have a permission for it. Whoever sees Estafeta's pages
  # enters their own absences.
  module Editors
    PERMISSION = :edit_estafeta_settings

    class << self
      def in?(project) = User.current.allowed_to?(PERMISSION, project)
      def anywhere? = User.current.allowed_to?(PERMISSION, nil, global: true)

      def let_in(words)
        Role.where(id: words.heading_role_ids).each { |role| role.add_permission!(PERMISSION) }
      end

      def let_out
        Role.all.each { |role| role.remove_permission!(PERMISSION) if role.has_permission?(PERMISSION) }
      end
    end
  end
end

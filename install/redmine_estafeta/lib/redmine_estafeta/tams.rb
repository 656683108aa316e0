# frozen_string_literal: true

module RedmineEstafeta
  # The page of the TAM's role, and who may read it: who has, in a project, one of the roles that its document names.
  class Tams
    NAME = 'tam/all'

    class << self
      def about = Document.called(NAME)&.in_language(I18n.locale)

      def open?(user = User.current)
        readers = user.logged? && about&.texts('readers')
        return false unless readers

        user.admin? || (readers.any? && user.memberships.joins(:roles).exists?(roles: { name: readers }))
      end
    end
  end
end

# frozen_string_literal: true

module RedmineEstafeta
  # What of Estafeta's pages concerns somebody: the desks of the clients they steer, the departments they belong to.
  class MyWork
    SHOWN = 10 # rows of each on a page of one's own

    # Whoever may see none of it is not offered the block.
    module OfBlocks
      def blocks = Readers.anywhere? ? super : super.except('estafeta')
    end

    def initialize(user)
      @user = user
      @words = Words.current
    end

    def desks
      @desks ||= Document.of_kind('desk').select do |desk|
        project = desk.project && Project.find_by(identifier: desk.project)
        project && desk.open?(project) && @words.steers?(@user, project) && !@user.admin?
      end
    end

    def departments
      @departments ||= begin
        mine = @words.departments_of(@user).map { |id| "department/#{id}" }
        Document.of_kind('department').select { |one| mine.include?(one.name) && one.open? }
      end
    end

    def empty? = desks.empty? && departments.empty?
  end
end

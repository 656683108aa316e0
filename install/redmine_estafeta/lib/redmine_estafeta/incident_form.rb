# frozen_string_literal: true

module RedmineEstafeta
  # A form of an incident's panel that is taken as a step is (step.rb). A subclass has its NAME, `possible?`: whether the user may take it
  # now, and `take`.
  class IncidentForm
    class << self
      # nil: nothing to do there by whom it is.
      def offered(panel, user)
        new(panel, user).then { |one| one if panel.kind == 'incident' && panel.content? && one.possible? }
      end

      def of(name, panel, user) = (offered(panel, user) if name == self::NAME)
    end

    def initialize(panel, user)
      @panel = panel
      @issue = panel.issue
      @user = user
    end

    def name = self.class::NAME
    def gives = []
  end
end

# frozen_string_literal: true

module RedmineEstafeta
  # The panel of an issue's page, between its fields and its description; on a client's own request the marks to give.
  class PanelHook < Redmine::Hook::ViewListener
    def view_issues_show_details_bottom(context = {})
      panel = Panel.of(context[:issue])
      return context[:hook_caller].render(partial: 'estafeta_panels/page', locals: { panel: panel }) if panel

      marking = Marking.of(context[:issue], User.current)
      marking ? context[:hook_caller].render(partial: 'estafeta_panels/mark', locals: { marking: marking }) : ''
    end
  end
end

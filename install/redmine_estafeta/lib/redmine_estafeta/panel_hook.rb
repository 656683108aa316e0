# frozen_string_literal: true

module RedmineEstafeta
  # The panel of an issue's page, between its fields and its description.
  class PanelHook < Redmine::Hook::ViewListener
    def view_issues_show_details_bottom(context = {})
      panel = Panel.of(context[:issue])
      panel ? context[:hook_caller].render(partial: 'estafeta_panels/page', locals: { panel: panel }) : ''
    end
  end
end

# frozen_string_literal: true

# The templates there are, with what they ask and which tasks come of them.
class EstafetaTemplatesController < EstafetaReaderController
  before_action :require_reader

  helper :estafeta, :estafeta_changes

  def index
    @templates = RedmineEstafeta::Document.of_kind('template').map { |one| one.in_language(I18n.locale) }
  end
end

# frozen_string_literal: true

# The pages beside issues: a client's desk and dossier, a department, the TAMs, and what of these there is.
class EstafetaPagesController < EstafetaReaderController
  before_action :find_project, :authorize, only: %i[desk dossier]
  before_action :require_reader, except: %i[desk dossier tams]
  before_action :require_login, only: :tams

  helper :estafeta, :estafeta_figures, :estafeta_dossier
  menu_item :estafeta, only: %i[desk dossier]

  def index
    @desks = RedmineEstafeta::Document.open_desks
    @departments = RedmineEstafeta::Document.of_kind('department')
    @shows_tams = RedmineEstafeta::Tams.open?
  end

  def department
    show(RedmineEstafeta::Document.called("department/#{params[:id]}"))
  end

  def desk
    show(RedmineEstafeta::Document.desk_of(@project))
  end

  def dossier
    show(RedmineEstafeta::Document.dossier_of(@project))
  end

  # For whom the mapping names; nobody else learns that it is there.
  def tams
    return render_404 unless RedmineEstafeta::Tams.open?

    @about = RedmineEstafeta::Tams.about
  end

  private

  def show(document)
    return render_404 if document.nil?

    @about = document.in_language(I18n.locale)
  end
end

# frozen_string_literal: true

# The pages beside issues: a client's desk, a department, and what of these there is.
class EstafetaPagesController < EstafetaReaderController
  before_action :find_project, :authorize, only: :desk
  before_action :require_reader, except: :desk

  helper :estafeta
  menu_item :estafeta, only: :desk

  def index
    @desks = RedmineEstafeta::Document.open_desks
    @departments = RedmineEstafeta::Document.of_kind('department')
  end

  def department
    show(RedmineEstafeta::Document.called("department/#{params[:id]}"))
  end

  def desk
    show(RedmineEstafeta::Document.desk_of(@project))
  end

  private

  def show(document)
    return render_404 if document.nil?

    @about = document.in_language(I18n.locale)
  end
end

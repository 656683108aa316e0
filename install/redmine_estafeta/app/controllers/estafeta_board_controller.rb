# frozen_string_literal: true

# The changes under way of all clients, with what each department has to do for them.
class EstafetaBoardController < EstafetaReaderController
  before_action :require_reader

  helper :estafeta, :estafeta_figures

  def show
    @board = RedmineEstafeta::Board.new
    @version = @board.version
    return unless params.key?(:version)
    return head(:no_content) if params[:version] == @version

    render partial: 'estafeta_board/board', layout: false
  end
end

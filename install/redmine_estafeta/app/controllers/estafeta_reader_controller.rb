# frozen_string_literal: true

# Pages for who may see Estafeta's pages in some project.
class EstafetaReaderController < ApplicationController
  private

  def require_reader
    deny_access unless RedmineEstafeta::Readers.anywhere?
  end
end

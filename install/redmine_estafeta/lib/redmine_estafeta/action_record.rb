# frozen_string_literal: true

module RedmineEstafeta
  # An action that was carried out, by its key.
  class ActionRecord < ActiveRecord::Base
    self.table_name = 'estafeta_actions'

    def answer = JSON.parse(result).symbolize_keys
  end
end

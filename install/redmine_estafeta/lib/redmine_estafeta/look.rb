# frozen_string_literal: true

module RedmineEstafeta
  # When Estafeta last looked at what changed; one row.
  class Look < ActiveRecord::Base
    self.table_name = 'estafeta_looks'

    def self.last_seen = Document.reading { maximum(:seen_on) }

    def self.keep(time)
      delete_all
      create!(seen_on: time)
    end
  end
end

# frozen_string_literal: true

require 'json'

module RedmineEstafeta
  # Who entered, changed or removed what, and when.
  class EntryChange < ActiveRecord::Base
    self.table_name = 'estafeta_setting_changes'

    SHOWN = 50

    belongs_to :author, class_name: 'User', optional: true

    class << self
      # The latest first.
      def of(kinds, project = nil)
        where(kind: kinds, project_id: project&.id).includes(:author).order(id: :desc).limit(SHOWN).to_a
      end
    end

    # added, changed or removed
    def what
      return 'added' if self[:before].nil?

      self[:after].nil? ? 'removed' : 'changed'
    end

    # nil: there was none.
    def before_values = (JSON.parse(self[:before]) if self[:before])
    def after_values = (JSON.parse(self[:after]) if self[:after])
  end
end

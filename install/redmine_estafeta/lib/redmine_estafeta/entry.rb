# frozen_string_literal: true

require 'json'

module RedmineEstafeta
  # What somebody entered: a window, a freeze, an absence or a cause. Every change of it is kept in EntryChange.
  class Entry < ActiveRecord::Base
    self.table_name = 'estafeta_settings'

    KINDS = %w[window freeze absence cause].freeze

    belongs_to :project, optional: true
    belongs_to :user, optional: true

    class << self
      def of(kind, project = nil) = where(kind: kind, project_id: project&.id).includes(:user).order(:id).to_a
    end

    def values = (details.blank? ? {} : JSON.parse(details))

    # StaleObjectError: somebody else saved it meanwhile.
    def put(values, author)
      transaction do
        before = details
        self.details = JSON.generate(values)
        self.user_id = values['who']
        save!
        keep_change(before, details, author)
      end
    end

    def remove(author)
      transaction do
        destroy!
        keep_change(details, nil, author)
      end
    end

    private

    def keep_change(before, after, author)
      return if before == after

      EntryChange.create!(kind: kind, project_id: project_id, author_id: author.id, made_on: Time.now.utc, before: before, after: after)
    end
  end
end

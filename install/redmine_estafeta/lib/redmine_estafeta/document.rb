# frozen_string_literal: true

module RedmineEstafeta
  # What Estafeta knows of one change, incident, desk, department or template, as it was last published, in each language.
  class Document < ActiveRecord::Base
    self.table_name = 'estafeta_documents'

    NAME = %r{\A(change|incident|desk|department|template)/[a-z0-9][a-z0-9-]*\z}

    class << self
      # Pages are drawn without documents while the table is not there: before it was made, and after `estafeta:uninstall` until
      # the restart.
      def reading
        yield
      rescue ActiveRecord::StatementInvalid => e
        Rails.logger.warn("Estafeta: documents cannot be read (#{e.message.lines.first.strip})")
        nil
      end

      def called(name) = reading { find_by(name: name) }

      # Of these kinds, by name, without their texts.
      def listed(kind) = reading { where('name LIKE ?', "#{kind}/%").select(:name, :project).order(:name).to_a } || []

      def desk_of(project) = reading { where(project: project.identifier).where('name LIKE ?', 'desk/%').order(:name).first }
      def desk?(project) = reading { where(project: project.identifier).where('name LIKE ?', 'desk/%').exists? }
    end

    # In that language, else in English, else in the one there is.
    def in_language(language)
      all = JSON.parse(texts)
      Part.new(all[language.to_s] || all['en'] || all.values.first)
    end
  end
end

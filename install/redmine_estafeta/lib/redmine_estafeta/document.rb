# frozen_string_literal: true

module RedmineEstafeta
  # What Estafeta knows of one change, incident, desk, dossier, department, template, of the TAMs, or of a client's SLA, as it was last published, in each language.
  class Document < ActiveRecord::Base
    self.table_name = 'estafeta_documents'

    # Of any kind: a newer Estafeta may publish some that this plugin draws no page of.
    NAME = %r{\A[a-z][a-z-]*/[a-z0-9][a-z0-9-]*\z}

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

      def of_kind(kind) = reading { where('name LIKE ?', "#{kind}/%").order(:name).to_a } || []

      # Those of clients whose pages the user may see.
      def open_desks = open_like('desk/%')
      def open_forecasts = open_like('forecast/%')
      def open_figures(month) = open_like("figures/%-#{month}")
      # Months of which there are figures of any of these clients, the latest first.
      def open_months = reading { open.where('name LIKE ?', 'figures/%').pluck(:name).map { |name| name[-7..] }.uniq.sort.reverse } || []

      def all_called(names) = reading { where(name: names).to_a } || []

      def desk_of(project) = reading { desks_of(project).order(:name).first }
      def dossier_of(project) = desk_of(project)&.then { |desk| called("dossier/#{desk.id_in_name}") }
      def desk?(project) = reading { desks_of(project).exists? }

      # The client's, the latest month first.
      def months_of(client) = reading { where('name LIKE ?', "figures/#{client}-%").pluck(:name).map { |name| name.delete_prefix("figures/#{client}-") } }
                              .to_a.grep(Figures::MONTH).sort.reverse

      private

      def open = where(project: Readers.projects.select(:identifier))
      def open_like(pattern) = reading { open.where('name LIKE ?', pattern).order(:name).to_a } || []

      def desks_of(project) = where(project: project.identifier).where('name LIKE ?', 'desk/%')
    end

    # What is about one project is for who may see Estafeta's pages there. `near`: the project it is likely to be.
    def open?(near = nil)
      return Readers.anywhere? if project.nil?

      about = near&.identifier == project ? near : Project.find_by(identifier: project)
      !about.nil? && Readers.in?(about)
    end

    def id_in_name = name.split('/').last

    # In that language, else in English, else in the one there is.
    def in_language(language)
      all = JSON.parse(texts)
      Part.new(all[language.to_s] || all['en'] || all.values.first)
    end
  end
end

# frozen_string_literal: true

namespace :estafeta do
  desc 'Takes over the file of ids that provisioning wrote: IDS=/path/to/ids.json [HINTS=http://127.0.0.1:8787/hints SECRET_FILE=/path] [COLLEAGUES=told|quiet]'
  task install: :environment do
    path = ENV['IDS'].to_s
    abort 'Name the file of ids: rake estafeta:install IDS=/path/to/ids.json' if path.empty? || !File.file?(path)
    begin
      problems = RedmineEstafeta::Setup.install(path, ENV['HINTS'].to_s, ENV['SECRET_FILE'].to_s, ENV['COLLEAGUES'].to_s)
    rescue JSON::ParserError, ArgumentError => e
      abort e.message
    end
    puts(problems.empty? ? 'Done: tasks are guarded.' : problems)
  end

  desc 'Says what is not in order'
  task check: :environment do
    problems = RedmineEstafeta::Setup.problems
    puts(problems.empty? ? 'All is in order.' : problems)
    exit 1 if problems.any?
  end

  desc 'Forgets all that Estafeta keeps in this Redmine; then remove the folder of the plugin and restart'
  task uninstall: :environment do
    RedmineEstafeta::Setup.uninstall
    puts 'Done. Remove the folder plugins/redmine_estafeta and restart Redmine.'
  end
end

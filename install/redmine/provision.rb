# frozen_string_literal: true

# Makes a Redmine (5.0 or later) ready for Estafeta. Run by Redmine itself:
#
#   ESTAFETA_MAPPINGS=/path/to/mappings ESTAFETA_MODE=diff bin/rails runner provision.rb
#
# Modes: diff (default; says what it would do and changes nothing), apply, undo, matrix (prints who may which transition).
# README.md beside this file is the manual.

require 'fileutils'
require 'json'
require_relative 'provision/mappings'
require_relative 'provision/wanted'
require_relative 'provision/recorder'
require_relative 'provision/site'
require_relative 'provision/undo'

module EstafetaProvision
  WRONG_USE = 2
  STOPPED = 1
  NOTHING_TO_DO = "\nNothing to do: all is as the mapping says."

  class << self
    def main
      mode = ENV['ESTAFETA_MODE'].to_s.empty? ? 'diff' : ENV['ESTAFETA_MODE']
      fail_with(WRONG_USE, 'Redmine 5.0 or later is needed') if Redmine::VERSION::MAJOR < 5
      # Sentences and names are compared and made in no user's name; mails of what is made would go to nobody's use.
      User.current = User.where(admin: true).active.first
      case mode
      when 'diff', 'apply' then provision(mode)
      when 'undo' then undo
      when 'matrix' then print_matrix(read_mappings)
      else fail_with(WRONG_USE, "ESTAFETA_MODE is diff, apply, undo or matrix, not #{mode}")
      end
    end

    # Rows [kind, from, to, role key] for people, of the states that the mapping has.
    def matrix(mappings)
      table = TRANSITIONS + (mappings.gate == 'forbid' ? '' : OPEN_GATE)
      table.each_line.map(&:split).reject(&:empty?).flat_map do |kind, from, to, *who|
        known = mappings.states(kind).keys
        next [] unless known.include?(to)

        froms = from == '*' ? known.reject { |state| state == to || mappings.closed?(state) } : known & [from]
        froms.product(WHO.values_at(*who).flatten).map { |one, role| [kind, one, to, role] }
      end.uniq
    end

    # What people call a record: few have a to_s of their own.
    def label(record)
      case record
      when Member then "#{record.principal} in #{record.project}"
      when MemberRole then "#{record.role} for #{label(record.member)}"
      when EnabledModule then "#{record.name} in #{record.project}"
      when Wiki then "of #{record.project}"
      else record.respond_to?(:name) ? record.name : record.to_s
      end
    end

    def write_private(path, text)
      FileUtils.mkdir_p(File.dirname(path))
      fresh = "#{path}.new"
      File.delete(fresh) if File.exist?(fresh)
      File.open(fresh, File::WRONLY | File::CREAT | File::EXCL, 0o600) { |file| file.write(text) }
      File.rename(fresh, path)
    end

    private

    def provision(mode)
      mappings = read_mappings
      undo_path, ids_path = %w[ESTAFETA_UNDO ESTAFETA_IDS].map { |name| path_of(name) }
      fail_with(WRONG_USE, 'apply needs ESTAFETA_UNDO and ESTAFETA_IDS: files to write') if mode == 'apply' && !(undo_path && ids_path)

      planned = pass(mappings, keep: false)
      print_plan(planned)
      if planned.recorder.conflicts.any?
        fail_with(STOPPED, "\nNothing was changed: #{planned.recorder.conflicts.size} point(s) above marked ! need a decision first.")
      end
      return apply(mappings, undo_path, ids_path) if mode == 'apply'

      puts(planned.recorder.sentences.empty? ? NOTHING_TO_DO : "\nNothing was changed. To do it: ESTAFETA_MODE=apply.")
    end

    # Everything is done in one transaction: wholly or not at all. A diff is the same, rolled back, so that it cannot differ
    # from what is then done.
    def pass(mappings, keep:)
      site = nil
      ActiveRecord::Base.transaction do
        site = Site.new(mappings, Recorder.new, allowed)
        @report = site.settings_report
        site.run
        yield site if block_given?
        raise ActiveRecord::Rollback unless keep && site.recorder.conflicts.empty?
      end
      forget_caches
      site
    end

    def forget_caches
      Setting.clear_cache
      RequestStore.clear! if defined?(RequestStore)
      User.current = User.where(admin: true).active.first
    end

    def print_plan(site)
      puts 'Global settings'
      @report.each { |line| puts "    #{line}" }
      puts "\nChanges"
      site.recorder.sentences.each { |line| puts "  + #{line}" }
      puts '    none' if site.recorder.sentences.empty?
      site.recorder.conflicts.each { |line| puts "  ! #{line}" }
      puts "\nTo know" if site.recorder.remarks.any?
      site.recorder.remarks.each { |line| puts "    #{line}" }
    end

    def apply(mappings, undo_path, ids_path)
      done = pass(mappings, keep: true) do |site|
        # Inside the transaction: what cannot be taken back is not done.
        if site.recorder.actions.any? && site.recorder.conflicts.empty?
          content = Undo.read(undo_path)
          content['runs'] << { 'at' => Time.now.utc.strftime('%Y-%m-%dT%H:%M:%SZ'), 'actions' => site.recorder.actions }
          Undo.write(undo_path, content)
        end
      end
      write_private(ids_path, "#{JSON.pretty_generate(done.ids)}\n")
      key = write_key(done.ids['account']['id'])
      count = done.recorder.sentences.size
      done_so = "\nDone: #{count} changes. To take them back: ESTAFETA_MODE=undo ESTAFETA_UNDO=#{undo_path}"
      puts(count.zero? ? NOTHING_TO_DO : done_so)
      puts "Ids: #{ids_path}#{key}"
    end

    def write_key(account_id)
      path = path_of('ESTAFETA_KEY_FILE')
      return '; no key was written, as ESTAFETA_KEY_FILE names no file' unless path

      key = User.find(account_id).api_key
      if File.exist?(path) && File.read(path).strip == key
        File.chmod(0o600, path)
      else
        write_private(path, "#{key}\n")
      end
      "; key of the account: #{path}"
    end

    def undo
      path = path_of('ESTAFETA_UNDO') or fail_with(WRONG_USE, 'undo needs ESTAFETA_UNDO: the file that apply wrote')
      fail_with(WRONG_USE, "#{path}: there is no such file") unless File.exist?(path)
      content = Undo.read(path)
      undo = Undo.new(content['runs'].flat_map { |run| run['actions'] })
      refuse_half_an_undo(undo)
      undo.run
      undo.lines.each { |line| puts "  - #{line}" }
      content['runs'] = undo.left.empty? ? [] : [{ 'at' => content['runs'].last['at'], 'actions' => undo.left }]
      Undo.write(path, content)
      return puts(undo.lines.empty? ? 'Nothing to take back.' : 'All is taken back.') if undo.left.empty?

      fail_with(STOPPED, "#{undo.left.size} point(s) stay, as said above; they are still in #{path}.")
    end

    def refuse_half_an_undo(undo)
      names = undo.trackers_in_use
      return if names.empty? || ENV['ESTAFETA_UNDO_PARTIAL'] == 'yes'

      fail_with(STOPPED, "Nothing was changed: there are issues of #{names.join(', ')}; without workflow and members nobody could go on with them.\n" \
                         'Delete them or move them to other trackers first, or take back what can be with ESTAFETA_UNDO_PARTIAL=yes.')
    end

    def print_matrix(mappings)
      matrix(mappings).each { |row| puts row.join(' ') }
    end

    def read_mappings
      folder = path_of('ESTAFETA_MAPPINGS') or fail_with(WRONG_USE, 'ESTAFETA_MAPPINGS must name the folder of the mapping files')
      mappings = Mappings.new(folder, ENV['ESTAFETA_LANG'].to_s.empty? ? nil : ENV['ESTAFETA_LANG'])
      fail_with(WRONG_USE, mappings.problems.join("\n")) if mappings.problems.any?
      mappings
    end

    def allowed
      ENV['ESTAFETA_ALLOW'].to_s.split(/[,\s]+/).reject(&:empty?)
    end

    # Paths are the caller's, though Redmine runs this in its own folder.
    def path_of(name)
      value = ENV[name].to_s
      value.empty? ? nil : File.expand_path(value, ENV['ESTAFETA_CALLED_FROM'] || Dir.pwd)
    end

    def fail_with(code, text)
      warn text
      exit code
    end
  end
end

EstafetaProvision.main unless ENV['ESTAFETA_LIBRARY_ONLY']

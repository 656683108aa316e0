# frozen_string_literal: true

# The mapping files as provisioning needs them: tracker.yaml, departments.yaml, clients.yaml. Names are picked in the site's
# language; every problem found is kept, so that all of them can be told at once.

require 'date'
require 'yaml'

module EstafetaProvision
  class Mappings
    KINDS = %w[change task incident request proposal].freeze
    NAME_LIMIT = 30 # of trackers, statuses and fields in Redmine, in letters

    attr_reader :language, :problems, :tracker, :departments, :clients

    def initialize(folder, language = nil)
      @problems = []
      @folder = folder
      @tracker = read('tracker')
      @departments = read('departments')
      @clients = read('clients')
      @language = (language || @tracker['language'] || 'en').to_s
      check
    end

    # All spellings of an entry, the one to write first.
    def names(value)
      case value
      when nil then []
      when Hash then names(value[language] || value['en'] || value.values.first)
      when Array then value.flat_map { |entry| names(entry) }
      else [value.to_s]
      end
    end

    def name(value)
      names(value).first
    end

    def kinds
      KINDS.select { |kind| section('kinds').key?(kind) }
    end

    def states(kind)
      section('states')[kind] || {}
    end

    def closed?(state)
      Array(tracker['closed']).include?(state)
    end

    def section(key)
      tracker[key] || {}
    end

    def account
      tracker['account'] || 'estafeta'
    end

    def gate
      tracker['gate'] || 'forbid'
    end

    def staff_roles
      Array(tracker['staff_roles'])
    end

    # identifier => names, of the client projects.
    def client_projects
      clients.transform_values { |client| [client['project'].to_s, names(client['name'] || client['project'])] }
    end

    # Identifiers of the projects whose clients get digests: pages of their wikis.
    def digest_projects
      clients.values.reject { |client| [nil, 'none'].include?(client['digest']) }.map { |client| client['project'].to_s }
    end

    private

    def read(file)
      path = File.join(@folder, "#{file}.yaml")
      text = File.read(path, encoding: 'UTF-8')
      content = YAML.safe_load(text, permitted_classes: [Date, Time], filename: path)
      (content.is_a?(Hash) && content[file].is_a?(Hash) && content[file]) || problem("#{path}: holds no `#{file}:`")
    rescue Errno::ENOENT
      problem("#{path}: there is no such file")
    rescue Psych::Exception => e
      problem("#{path}: #{e.message}")
    end

    def problem(text)
      @problems << text
      {}
    end

    def check
      return if problems.any?

      %w[kinds states fields roles].each { |key| problem("tracker.yaml: `#{key}` is missing") if section(key).empty? }
      %w[service tam engineer].each { |key| problem("tracker.yaml: roles: `#{key}` is missing") unless section('roles')[key] }
      %w[change task incident].each { |key| problem("tracker.yaml: kinds: `#{key}` is missing") unless section('kinds')[key] }
      kinds.each { |kind| problem("tracker.yaml: states: `#{kind}` has none") if states(kind).empty? }
      %w[waiting ready].each { |state| problem("tracker.yaml: states: task: `#{state}` is missing") unless states('task')[state] }
      problem('tracker.yaml: fields: `task_key` is missing') unless section('fields')['task_key']
      limited.each do |what, value|
        names(value).each { |one| problem("tracker.yaml: #{what}: \"#{one}\" is longer than #{NAME_LIMIT} letters") if one.length > NAME_LIMIT }
      end
      check_closedness
    end

    def limited
      section('kinds').map { |key, value| ["kinds: #{key}", value] } +
        section('fields').map { |key, value| ["fields: #{key}", value] } +
        kinds.flat_map { |kind| states(kind).map { |key, value| ["states: #{kind}: #{key}", value] } }
    end

    # Redmine's statuses are shared by all trackers: one cannot be open for tasks and closed for incidents.
    def check_closedness
      uses = Hash.new { |all, key| all[key] = [] }
      kinds.each { |kind| states(kind).each { |state, value| names(value).each { |one| uses[one] << [kind, state] } } }
      uses.each do |status, places|
        next if places.map { |_, state| closed?(state) }.uniq.size < 2

        problem("tracker.yaml: the status \"#{status}\" would be both open and closed (#{places.map { |place| place.join(' ') }.join(', ')})")
      end
    end
  end
end

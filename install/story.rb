# frozen_string_literal: true

# The story that install/quickstart shows: one change of a client, handed from department to department on a real
# Redmine. People act here as they would in the browser (over REST, with their own keys); between their acts
# `estafeta sync` runs, and what it prints is what Estafeta did.
#
#   ruby install/story.rb --dir DIR [--lang en|ru] [--estafeta PATH] [--served]
#
# DIR is what install/demo-site made; --served: Redmine has the plugin, and the service runs after the story. Exit code 0 only if every step came out as the story says.

require 'json'
require 'open3'
require 'optparse'
require_relative 'redmine/people'

options = { lang: 'en', estafeta: File.expand_path('../build/release/estafeta', __dir__) }
OptionParser.new do |parser|
  parser.on('--dir DIR') { |dir| options[:dir] = dir }
  parser.on('--lang LANG', %w[en ru]) { |lang| options[:lang] = lang }
  parser.on('--estafeta PATH') { |path| options[:estafeta] = path }
  parser.on('--served') { options[:served] = true }
end.parse!
abort 'story.rb: --dir DIR is needed; install/quickstart gives it' unless options[:dir]

class Story
  def initialize(options)
    @dir = File.expand_path(options[:dir])
    @ru = options[:lang] == 'ru'
    @estafeta = options[:estafeta]
    @served = options[:served]
    @url = File.read(File.join(@dir, 'redmine', 'url')).strip
    @people = Estafeta::Person.all(@url, File.join(@dir, 'people.json'))
    @ids = JSON.parse(File.read(File.join(@dir, 'ids.json')))
    @started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  end

  def tell
    clocks
    request
    mistake
    agreement
    early_start
    network
    returned
    fan_out
    acceptance
    look_around
  end

  private

  def clocks
    step t('Incidents: Estafeta reads their histories and writes down how their SLA stands',
           'Инциденты: Estafeta читает их историю и записывает, как обстоит дело с SLA')
    sync(summary_only: true)
    breached = person('tam1').issues("tracker_id=#{tracker('incident')}&status_id=*&limit=100").find { |one| breached?(one) }
    expect breached, 'an incident with a breached clock'
    say t("One of them ran past its target (#{link(breached['id'])}); where each second went:",
          "Один из них просрочен (#{link(breached['id'])}); куда ушла каждая секунда:")
    run('sla', 'explain', breached['id'].to_s)
  end

  def breached?(issue)
    value = field_of(issue, 'sla_response')
    value && value == (@ru ? 'просрочено' : 'breached')
  end

  def request
    asked = person('tam1').issues("tracker_id=#{tracker('request')}&status_id=*&limit=1").first
    expect asked, 'the request of the client'
    @request = asked['id']
    step t("The client asks: “#{asked['subject']}” (#{link(@request)})", "Клиент просит: #{asked['subject']} (#{link(@request)})")
    say t('The TAM makes a change for it, chooses the template “landscape”, fills in the parameters, and writes one of them wrongly.',
          'ТАМ заводит изменение, выбирает шаблон landscape, вписывает параметры и в одном ошибается.')
    @change = created(tam, 'project_id' => 'aurora', 'tracker_id' => tracker('change'), 'status_id' => status('change', 'draft'),
                           'subject' => t('Landscape for Polaris', 'Ландшафт для «Полярис»'), 'assigned_to_id' => tam.id,
                           'custom_fields' => fields('change_template' => 'landscape', 'change_parameters' => "system: Polaris!\nvms: 2\n"))
    tam.post("/issues/#{@request}/relations.json", 'relation' => { 'issue_to_id' => @change, 'relation_type' => 'relates' })
    say t("It is still a draft: #{link(@change)}", "Пока это черновик: #{link(@change)}")
    sync
  end

  def mistake
    expect state?(@change, 'change', 'draft'), 'the change stays a draft'
    say t('The TAM reads in the change:', 'ТАМ читает в изменении:')
    quote last_note(@change)
  end

  def agreement
    step t('The TAM corrects the parameter and agrees to the change', 'ТАМ исправляет параметр и согласовывает изменение')
    act tam, @change, 'status_id' => status('change', 'agreed'),
                      'custom_fields' => fields('change_parameters' => "system: polaris\nvms: 2\n")
    sync
    expect state?(@change, 'change', 'in_progress'), 'the change is in progress'
  end

  def early_start
    step t('An engineer of virtualization starts too early, before the network is there',
           'Инженер виртуализации начинает раньше времени: сети ещё нет')
    vmware = person('vmware1')
    answer = vmware.update(task('vms'), 'status_id' => status('task', 'in_progress'))
    expect state?(task('vms'), 'task', 'waiting'), 'the task still waits'
    return refused(answer) if answer.code == 422

    say t("Redmine itself keeps the task waiting, and would without Estafeta too: #{link(task('vms'))}",
          "Redmine сам не даёт начать (и не дал бы без Estafeta): работа по-прежнему ждёт очереди, #{link(task('vms'))}")
    sync
  end

  # By the plugin, which holds with Estafeta stopped too.
  def refused(answer)
    say t("Redmine refuses it, with Estafeta stopped too, and says why: #{link(task('vms'))}",
          "Redmine не даёт начать, даже когда Estafeta остановлена, и объясняет почему: #{link(task('vms'))}")
    quote answer.errors.join("\n")
    sync
  end

  def network
    step t('The network group does its part and hands over the VLAN and the subnet',
           'Сетевой отдел делает свою часть и передаёт VLAN и подсеть')
    finish 'network', 'network1', "vlan: 214\nsubnet: 10.20.14.0/24"
    expect state?(task('vms'), 'task', 'ready'), 'the virtual machines may begin'
    say t('The virtualization group is told in its task:', 'Отделу виртуализации написано в его работе:')
    quote last_note(task('vms'))
    say t('and its description is complete now:', 'и описание теперь полное:')
    quote person('vmware1').issue(task('vms'))['description']
  end

  def returned
    step t('Virtualization returns the task: data is missing', 'Виртуализация возвращает работу: не хватает данных')
    vmware = person('vmware1')
    act vmware, task('vms'), 'status_id' => status('task', 'in_progress'), 'assigned_to_id' => vmware.id
    act vmware, task('vms'), 'status_id' => status('task', 'returned'),
                             'notes' => t('How much memory does each machine need?', 'Сколько памяти нужно каждой машине?')
    sync
    say t("The task is the TAM's now, who answers the question and sets it to ready.", 'Работа теперь у ТАМ: ТАМ отвечает на вопрос и ставит «Можно начинать».')
    act tam, task('vms'), 'status_id' => status('task', 'ready'), 'notes' => t('16 GB each, says the client.', 'По 16 ГБ, ответил клиент.')
    sync
    expect state?(task('vms'), 'task', 'ready'), 'the virtual machines may begin again'
    say t('It is back with the virtualization group.', 'Работа снова у отдела виртуализации.')
  end

  def fan_out
    step t('The machines are there: Unix and backup may begin side by side', 'Машины готовы: Unix и резервное копирование начинают одновременно')
    finish 'vms', 'vmware1', 'hosts: polaris-1, polaris-2'
    expect state?(task('linux'), 'task', 'ready') && state?(task('backup'), 'task', 'ready'), 'Linux and backup may begin'
    step t('Both do their part; then come nginx and php', 'Оба делают своё; дальше nginx и php')
    finish 'linux', 'unix1', nil
    finish 'backup', 'backup1', nil
    finish 'web', 'unix2', 'url: https://polaris.example.org'
  end

  def acceptance
    step t('The client accepts: the TAM closes that task, is told that all is finished, and closes the change',
           'Клиент принимает: ТАМ закрывает эту работу, узнаёт, что закончено всё, и закрывает изменение')
    act tam, task('accept'), 'status_id' => status('task', 'done')
    sync
    quote last_note(@change)
    say t("The TAM closes the change: #{link(@change)}", "ТАМ закрывает изменение: #{link(@change)}")
    act tam, @change, 'status_id' => status('change', 'done')
    sync
    expect state?(@change, 'change', 'done'), 'the change is done'
    check_client
  end

  def check_client
    client = person('aurora1')
    expect client.get("/issues/#{@change}.json").code >= 403, 'the client does not see the change'
    seen = client.issue(@request)
    expect seen && !seen['custom_fields'].to_a.any?, 'the client sees the own request and no field of Estafeta'
    say t("All this time the client saw the request (#{link(@request)}), and nothing of the rest.",
          "Клиент всё это время видел своё обращение (#{link(@request)}) и ничего из остального.")
  end

  def look_around
    step t('A second change, left for you to play with, and the board', 'Второе изменение — для ваших опытов, и доска')
    second = created(tam, 'project_id' => 'aurora', 'tracker_id' => tracker('change'), 'status_id' => status('change', 'draft'),
                          'subject' => t('Platform for Vega', 'Платформа для «Веги»'), 'assigned_to_id' => tam.id,
                          'custom_fields' => fields('change_template' => 'landscape', 'change_parameters' => "system: vega\nvms: 4\n"))
    act tam, second, 'status_id' => status('change', 'agreed')
    sync(summary_only: true)
    say t("The change: #{link(second)}", "Изменение: #{link(second)}")
    run('board')
    farewell
  end

  def farewell
    took = (Process.clock_gettime(Process::CLOCK_MONOTONIC) - @started).round
    puts
    puts t("The story took #{took} s. Look around at #{@url} — every password is “estafeta-demo”:",
           "История заняла #{took} с. Посмотрите сами: #{@url} — пароль у всех «estafeta-demo»:")
    [['tam1', t('a TAM: changes, plans, how the SLA stands', 'ТАМ: изменения, планы, состояние SLA')],
     ['unix1', t('an engineer: the query “Now” on the page Issues', 'инженер: запрос «Сейчас» на странице «Задачи»')],
     ['aurora1', t('a client: sees the requests and incidents of their own company', 'клиент: видит обращения и инциденты своей компании')]].each do |login, what|
      puts format('  %-8s %s', login, what)
    end
    if @served
      puts t('Estafeta runs now: what you change shows at once. As tam1 open the request below and press “Make a change of this”:',
             'Estafeta теперь работает: что измените, сразу видно. Под tam1 откройте обращение и нажмите «Завести изменение по этому обращению»:')
      puts "  #{link(@request)}"
    else
      puts t('Change something, then:', 'Измените что-нибудь, затем:')
      puts "  #{relative(@estafeta)} -c #{relative(File.join(@dir, 'estafeta.yaml'))} sync"
    end
    puts t('Stop it all:', 'Остановить всё:')
    puts '  install/quickstart --stop'
  end

  # --- people and Estafeta ---------------------------------------------------------------------------------------------

  def finish(key, login, values)
    who = person(login)
    act who, task(key), 'status_id' => status('task', 'in_progress'), 'assigned_to_id' => who.id
    attributes = { 'status_id' => status('task', 'done') }
    attributes['custom_fields'] = fields('hand_over' => values) if values
    act who, task(key), attributes
    given = values && values.gsub("\n", ', ')
    say t("#{who.name} is done with #{link(task(key))}#{given && " and hands over: #{given}"}",
          "#{who.name} заканчивает #{link(task(key))}#{given && " и передаёт: #{given}"}")
    sync
  end

  def sync(summary_only: false)
    output = run('sync', quiet: true)
    lines = output.lines.map(&:chomp)
    # The sum comes last: of interest where nothing was done, or much.
    return puts("   Estafeta: #{lines.last}") if summary_only || lines.size == 1

    # What is done to an issue ends with its address; the overviews and their pictures would make up half of what is told.
    about_issues, about_overviews = lines[0...-1].partition { |line| line.include?(@url) }
    about_overviews = about_overviews.any? ? [t('Overviews updated.', 'Обновлены обзорные страницы.')] : []
    (about_issues + about_overviews).each { |line| puts "   Estafeta: #{line}" }
  end

  def run(*words, quiet: false)
    output, code = Open3.capture2e(@estafeta, '-c', File.join(@dir, 'estafeta.yaml'), *words)
    output.force_encoding('UTF-8')
    abort "\n#{output}\nestafeta #{words.join(' ')}: exit code #{code.exitstatus}" unless code.success?

    output.each_line { |line| puts "   #{line}" } unless quiet
    output
  end

  def created(who, attributes)
    answer = who.create(attributes)
    abort "could not be created: #{answer.errors.join('; ')}" unless answer.ok?
    answer.body['issue']['id']
  end

  def act(who, id, attributes)
    answer = who.update(id, attributes)
    abort "#{who.login} could not change ##{id}: #{answer.code} #{answer.errors.join('; ')}" unless answer.ok?
  end

  def task(key)
    found = tam.issues("tracker_id=#{tracker('task')}&status_id=*&parent_id=#{@change}&limit=100")
               .find { |one| field_of(one, 'task_key') == "#{@change}/#{key}" }
    found ? found['id'] : abort("the task #{key} is not there")
  end

  def last_note(id)
    tam.issue(id)['journals'].map { |one| one['notes'].to_s }.reject(&:empty?).last
  end

  def state?(id, kind, state) = status_ids(kind, state).include?(tam.issue(id)['status']['id'])

  def field_of(issue, name)
    issue['custom_fields'].to_a.find { |one| one['id'] == @ids['fields'][name] }&.fetch('value', nil)
  end

  def tam = person('tam1')
  def person(login) = @people.fetch(login)
  def tracker(kind) = @ids['trackers'].fetch(kind)
  def status_ids(kind, state) = @ids['statuses'].fetch(kind).fetch(state)
  def status(kind, state) = status_ids(kind, state).first
  def fields(values) = values.map { |name, value| { 'id' => @ids['fields'].fetch(name), 'value' => value } }
  def link(id) = "#{@url.chomp('/')}/issues/#{id}"

  # --- telling ---------------------------------------------------------------------------------------------------------

  def t(english, russian) = @ru ? russian : english
  def say(text) = puts("   #{text}")
  def quote(text) = text.to_s.each_line { |line| puts "   | #{line.chomp}" }
  def relative(path) = path.delete_prefix("#{Dir.pwd}/")

  def step(text)
    @number = (@number || 0) + 1
    puts "\n\e[1m#{@number}. #{text}\e[0m"
  end

  def expect(condition, what)
    abort "\nThe story went wrong here: expected that #{what}." unless condition
  end
end

$stdout.sync = true
Story.new(options).tell

# frozen_string_literal: true

# What the demo's people are called and what happened to the demo's clients, in English and Russian. Times are seconds before
# now (created) and seconds after creation (after); with the bundled policies they make every state an SLA clock can have.

module EstafetaDemo
  class Content
    MINUTE = 60
    HOUR = 3600
    DAY = 86_400

    NAMES = {
      'en' => [%w[Alice Brian Carol David Emma Frank Grace Henry Irene James Karen Leo Mary Nathan Olivia Peter Rose Simon Tina Victor],
               %w[Adams Barnes Clarke Dawson Ellis Foster Grant Harris Ingram Jarvis Knight Lowe Mason Norris Osborne Palmer Quinn Reeves Stone Turner Vaughan Walsh Young]],
      'ru' => [%w[Алексей Борис Виктор Григорий Дмитрий Евгений Иван Кирилл Леонид Максим Николай Олег Павел Роман Сергей Тимофей Фёдор Юрий Ярослав Артём],
               %w[Антонов Белов Власов Громов Денисов Ершов Жуков Зайцев Ильин Ковалёв Лебедев Морозов Никитин Орлов Панов Рябов Соколов Тихонов Уваров Фомин Широков Щукин Яковлев]]
    }.freeze

    def initialize(language)
      @ru = language == 'ru'
      @first, @last = NAMES[@ru ? 'ru' : 'en']
    end

    # Every number has a name of its own: the lists' lengths have no common divisor.
    def person_name(number)
      [@first[number % @first.size], @last[number % @last.size]]
    end

    def requests
      [{ client: 0, created: DAY, events: [],
         subject: t('Prepare a landscape for the project Polaris', 'Подготовить ландшафт для проекта «Полярис»'),
         description: t("We start a new shop front, Polaris. Please prepare the network, virtual machines, the operating system, nginx and php.\nTwo machines to begin with, Linux, in the northern data centre, with backups.",
                        "Запускаем новую витрину «Полярис». Просим подготовить сеть, виртуальные машины, операционную систему, nginx и php.\nДля начала две машины с Linux в северном ЦОД, с резервным копированием.") }]
    end

    def incidents
      open_ones + held_ones + finished_ones + odd_ones
    end

    private

    def t(english, russian)
      @ru ? russian : english
    end

    def event(after, by, **what)
      { after: after, by: by }.merge(what)
    end

    def taken(after)
      event(after, :engineer, status: 'in_progress', take: true, note: t('Looking into it.', 'Разбираемся.'))
    end

    # Nobody has finished these.
    def open_ones
      [
        # response and resolution running
        { client: 0, priority: 'urgent', created: 5 * MINUTE, department: 'network', events: [],
          subject: t('Shop front unreachable from the north', 'Витрина недоступна с севера') },
        # response at risk
        { client: 0, priority: 'urgent', created: 13 * MINUTE, department: 'vmware', events: [],
          subject: t('Virtual machine web-03 has stopped', 'Остановилась виртуальная машина web-03') },
        # response breached, still open
        { client: 0, priority: 'high', created: 45 * MINUTE, department: 'unix', events: [],
          subject: t('Disk of app-07 is filling up', 'Заканчивается место на диске app-07') },
        # response met, resolution at risk
        { client: 0, priority: 'urgent', created: 3 * HOUR + 20 * MINUTE, department: 'dba', events: [taken(6 * MINUTE)],
          subject: t('Orders are written slowly to the database', 'Заказы медленно записываются в базу') },
        # response met, resolution breached, still open
        { client: 0, priority: 'urgent', created: 6 * HOUR, department: 'network',
          events: [event(10 * MINUTE, :engineer, note: t('We see packet loss at the edge, working on it.', 'Видим потери на границе, занимаемся.')),
                   event(11 * MINUTE, :engineer, status: 'in_progress', take: true)],
          subject: t('Packet loss to the payment provider', 'Потери пакетов до платёжного провайдера') },
        # a private note is no response: breached
        { client: 0, priority: 'urgent', created: 50 * MINUTE, department: 'microsoft',
          events: [event(3 * MINUTE, :engineer, private: true, note: t('Looks like the domain controller again.', 'Похоже, снова контроллер домена.'))],
          subject: t('Staff cannot log in to the terminal server', 'Сотрудники не могут войти на терминальный сервер') },
        # priority raised: judged by the higher target from the beginning
        { client: 0, priority: 'normal', created: 3 * HOUR + 30 * MINUTE, department: 'unix',
          events: [event(5 * MINUTE, :engineer, note: t('Which of the two servers is meant?', 'О каком из двух серверов речь?')),
                   event(20 * MINUTE, :client, note: t('The first. Customers see errors now.', 'О первом. Ошибки уже видят покупатели.')),
                   event(30 * MINUTE, :tam, priority: 'urgent', status: 'in_progress')],
          subject: t('Errors 502 at the shop front', 'Ошибки 502 на витрине') },
        # made by staff
        { client: 0, priority: 'high', created: 2 * HOUR, by: :monitoring, department: 'monitoring', events: [taken(4 * MINUTE)],
          subject: t('Probe: certificate of api ends in three days', 'Проба: сертификат api истекает через три дня') }
      ]
    end

    def held_ones
      [
        # paused by the client
        { client: 0, priority: 'high', created: 10 * HOUR, department: 'backup',
          events: [taken(12 * MINUTE),
                   event(2 * HOUR, :engineer, status: 'on_hold', reason: 'client', note: t('Please name the date to restore from.', 'Укажите, на какую дату восстанавливать.'))],
          subject: t('Restore the folder of contracts', 'Восстановить папку с договорами') },
        # waits for a vendor: the first client's contract lets the clock run on, and it has run out
        { client: 0, priority: 'high', created: 11 * HOUR, department: 'backup',
          events: [taken(9 * MINUTE),
                   event(HOUR, :engineer, status: 'on_hold', reason: 'vendor', note: t('The vendor sends a new controller.', 'Поставщик везёт новый контроллер.'))],
          subject: t('Storage controller B has failed', 'Отказал контроллер B системы хранения') },
        # waits for a vendor: the second client's contract stops the clock
        { client: 1, priority: 'urgent', created: 9 * DAY, department: 'security',
          events: [taken(10 * MINUTE),
                   event(30 * MINUTE, :engineer, status: 'on_hold', reason: 'vendor', note: t('A signature is being made by the vendor.', 'Поставщик готовит сигнатуру.'))],
          subject: t('Attack traffic passes the filter', 'Часть атаки проходит фильтр') },
        # for a window, then on again
        { client: 1, priority: 'normal', created: 6 * DAY, department: 'hyperv',
          events: [taken(20 * MINUTE),
                   event(2 * HOUR, :engineer, status: 'on_hold', reason: 'window', note: t('To be done in the night window.', 'Сделаем в ночное окно.')),
                   event(26 * HOUR, :engineer, status: 'in_progress', reason: nil)],
          subject: t('Host hv-02 must be restarted', 'Нужна перезагрузка узла hv-02') },
        # the client has answered, nobody has changed the status; the reason was never given
        { client: 0, priority: 'high', created: 7 * HOUR, department: 'dba',
          events: [taken(8 * MINUTE),
                   event(HOUR, :engineer, status: 'on_hold', note: t('Which tables may be rebuilt?', 'Какие таблицы можно перестроить?')),
                   event(3 * HOUR, :client2, note: t('All but the orders.', 'Все, кроме заказов.'))],
          subject: t('Reports of the warehouse take an hour', 'Складские отчёты строятся час') }
      ]
    end

    def finished_ones
      [
        # met and met
        { client: 0, priority: 'urgent', created: 3 * DAY, department: 'network',
          events: [taken(4 * MINUTE), event(2 * HOUR, :engineer, status: 'resolved', note: t('The link is back.', 'Канал восстановлен.')),
                   event(5 * HOUR, :client, status: 'closed', note: t('Confirmed, thank you.', 'Подтверждаем, спасибо.'))],
          subject: t('Office link is down', 'Не работает канал офиса') },
        # response breached, resolution met
        { client: 0, priority: 'urgent', created: 5 * DAY, department: 'vmware',
          events: [taken(40 * MINUTE), event(3 * HOUR + 30 * MINUTE, :engineer, status: 'resolved', note: t('Moved to another host.', 'Перенесли на другой узел.')),
                   event(4 * HOUR, :tam, status: 'closed')],
          subject: t('Virtual machine db-01 does not answer', 'Не отвечает виртуальная машина db-01') },
        # response met, resolution breached
        { client: 0, priority: 'high', created: 6 * DAY, department: 'unix',
          events: [taken(20 * MINUTE), event(11 * HOUR, :engineer, status: 'resolved', note: t('nginx is updated.', 'nginx обновлён.')),
                   event(12 * HOUR, :client, status: 'closed')],
          subject: t('Uploads break off after a minute', 'Загрузки обрываются через минуту') },
        # reopened by the client, resolved again
        { client: 0, priority: 'high', created: 8 * DAY, department: 'microsoft',
          events: [taken(15 * MINUTE), event(3 * HOUR, :engineer, status: 'resolved', note: t('The mailbox is repaired.', 'Ящик исправлен.')),
                   event(27 * HOUR, :client, status: 'in_progress', note: t('It is back again.', 'Опять то же самое.')),
                   event(27 * HOUR + 30 * MINUTE, :engineer, status: 'resolved', note: t('The cause is removed now.', 'Теперь устранена и причина.')),
                   event(30 * HOUR, :client2, status: 'closed')],
          subject: t('Mailbox of accounting loses letters', 'Ящик бухгалтерии теряет письма') },
        # both breached, working hours
        { client: 1, priority: 'normal', created: 14 * DAY, department: 'dba',
          events: [event(4 * DAY, :engineer, status: 'in_progress', take: true), event(11 * DAY, :engineer, status: 'resolved', note: t('The index is rebuilt.', 'Индекс перестроен.')),
                   event(12 * DAY, :manager, status: 'closed')],
          subject: t('Nightly export arrives late', 'Ночная выгрузка приходит поздно') },
        # cancelled by the client before anybody answered
        { client: 1, priority: 'normal', created: 4 * DAY, department: 'network',
          events: [event(20 * MINUTE, :client, status: 'cancelled', note: t('Our mistake, the cable was loose.', 'Ошиблись, отошёл кабель.'))],
          subject: t('No link in meeting room 4', 'Нет связи в переговорной 4') }
      ]
    end

    def odd_ones
      [
        # before the first contract: no clock at all
        { client: 0, priority: 'high', created: Time.utc(2024, 12, 10, 9, 0, 0), department: 'duty',
          events: [taken(30 * MINUTE), event(5 * HOUR, :engineer, status: 'resolved'), event(8 * HOUR, :client, status: 'closed')],
          subject: t('Access cards of the data hall', 'Карты доступа в машинный зал') },
        # in a department nobody named yet, untouched, the second client
        { client: 1, priority: 'high', created: 25 * MINUTE, events: [],
          subject: t('Bank client does not start', 'Не запускается банк-клиент') }
      ]
    end
  end
end

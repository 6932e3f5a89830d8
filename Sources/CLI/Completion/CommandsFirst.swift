import ArgumentParser

/// What puts the command in front of the options that were typed before it, as
/// `CommandLineArguments` does: the parser's scripts take what comes first for the command.
///
/// ```
/// martlet -r usb snapshots --la   ->  martlet snapshots -r usb --la
/// martlet -q -p d                 ->  martlet snapshots -q -p d     to find the value
/// martlet -p docs b               ->  martlet b                     to find the command
/// ```
enum CommandsFirst {
  /// A command that has all those options.
  private static let anyCommand = SnapshotsCommand.configuration.commandName ?? ""

  private static let optionsWithValue = CommandLineArguments.optionsWithValue.sorted()

  private static let namesAbove = Martlet.groups.flatMap(\.commands)
    .filter { !$0.configuration.subcommands.isEmpty }
    .compactMap { $0.configuration.commandName }

  /// For a function with `words`, from 0, and `current`; it leaves a line of these words.
  static let bash = #"""
        local -i place=1
        while [[ place -le 2 ]]; do
            index=place
            while [[ index -lt current && "${words[index]}" = -* ]]; do
                case "${words[index]}" in
                \#(optionsWithValue.joined(separator: "|"))) index=index+2 ;;
                *) index=index+1 ;;
                esac
            done
            if [[ index -gt current ]]; then
                words=("${words[0]}" \#(anyCommand) "${words[@]:place}")
                current=current-place+2
                index=place+1
                break
            elif [[ index -eq current ]]; then
                words=("${words[@]:0:place}" "${words[@]:current}")
                current=place
                break
            elif [[ index -gt place ]]; then
                words=("${words[@]:0:place}" "${words[index]}" "${words[@]:place:index-place}" \
                    "${words[@]:index+1}")
            fi
            case "${words[1]}" in
            \#(namesAbove.joined(separator: "|"))) place=place+1 ;;
            *) break ;;
            esac
        done
    """#

  /// For a function with `words`, from 1, and `CURRENT`.
  static let zsh = #"""
        local -i place=2 index
        while (( place <= 3 )); do
            (( index = place ))
            while (( index < CURRENT )) && [[ "${words[index]}" = -* ]]; do
                case "${words[index]}" in
                \#(optionsWithValue.joined(separator: "|"))) (( index += 2 )) ;;
                *) (( index += 1 )) ;;
                esac
            done
            if (( index > CURRENT )); then
                words=("${words[1]}" \#(anyCommand) "${(@)words[place,-1]}")
                (( CURRENT += 3 - place ))
                break
            elif (( index == CURRENT )); then
                words=("${(@)words[1,place-1]}" "${(@)words[CURRENT,-1]}")
                (( CURRENT = place ))
                break
            elif (( index > place )); then
                words=("${(@)words[1,place-1]}" "${words[index]}" "${(@)words[place,index-1]}" \
                    "${(@)words[index+1,-1]}")
            fi
            case "${words[2]}" in
            \#(namesAbove.joined(separator: "|"))) (( place += 1 )) ;;
            *) break ;;
            esac
        done

    """#

  /// A function that prints the tokens before the one that is typed.
  static let fish = #"""
    function __martlet_commands_first
        set -l place 2
        while test $place -le 3
            set -l index $place
            while string match -q -- '-*' "$argv[$index]"
                switch $argv[$index]
                case \#(optionsWithValue.joined(separator: " "))
                    set index (math $index + 2)
                case '*'
                    set index (math $index + 1)
                end
            end
            set -l next (math (count $argv) + 1)
            if test $index -gt $next
                set argv $argv[1] \#(anyCommand) $argv[$place..-1]
                break
            else if test $index -eq $next
                set argv $argv[1..(math $place - 1)]
                break
            else if test $index -gt $place
                set -l command $argv[$index]
                set -e argv[$index]
                set argv $argv[1..(math $place - 1)] $command $argv[$place..-1]
            end
            contains -- $argv[2] \#(namesAbove.joined(separator: " ")); or break
            set place (math $place + 1)
        end
        printf '%s\n' $argv
    end


    """#

  /// Whether there is anything to be moved, for it is asked some hundred times for one Tab.
  static let fishCondition = #"""
        if string match -q -- '-*' "$unparsed_tokens[2]"
            or contains -- "$unparsed_tokens[2]" \#(namesAbove.joined(separator: " "))
            set unparsed_tokens (__martlet_commands_first $unparsed_tokens)
        end

    """#
}

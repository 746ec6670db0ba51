"""Who and what a prompt can name: tables of words for figures, what they do, hold and wear."""

from __future__ import annotations

from dataclasses import dataclass

from rushes.previz.finding import listed

MOST_FIGURES = 4  # kinds of figures in one picture
MOST_OF_A_KIND = 9


FIGURES: dict[str, tuple[str, ...]] = {
    "child": listed(
        "child, boy, girl, kid, children, kids, toddler, daughter, son, boys, girls, schoolboy, "
        "schoolgirl, baby, grandson, granddaughter, little girl, little boy"
    ),
    "woman": listed(
        "woman, lady, queen, mother, mom, grandmother, grandma, actress, bride, women, princess, "
        "waitress, girlfriend, wife, sister, aunt, heroine, businesswoman, ballerina, nun, witch, ladies, "
        "mermaid"
    ),
    "man": listed(
        "man, men, father, dad, grandfather, grandpa, king, fisherman, fishermen, gentleman, boyfriend, "
        "husband, brother, uncle, prince, businessman, old man, monk, wizard, samurai, knight, cowboy, "
        "guy, postman, sailor"
    ),
    "person": listed(
        "person, keeper, figure, people, someone, somebody, traveller, travellers, traveler, travelers, "
        "hero, detective, couple, crowd, crowds, stranger, strangers, soldier, soldiers, actor, actors, "
        "worker, workers, chef, chefs, cook, baker, barista, baristas, captain, dancer, dancers, runner, "
        "runners, walker, walkers, pedestrian, pedestrians, musician, musicians, artist, painter, writer, "
        "scientist, scientists, doctor, nurse, teacher, astronaut, astronauts, friends, friend, guard, "
        "watchmaker, gardener, student, students, commuter, commuters, potter, singer, player, players, "
        "hiker, hikers, surfer, surfers, reader, host, guest, guests, family, audience, passenger, "
        "passengers, farmer, farmers, driver, pilot, diver, divers, swimmer, swimmers, skier, climber, "
        "climbers, explorer, explorers, ghost, vendor, customer, customers, photographer, carpenter, "
        "blacksmith, engineer, mechanic, pianist, guitarist, violinist, drummer, skater, skateboarder, "
        "athlete, boxer, warrior, warriors, pirate, thief, spy, priest, judge, lawyer, journalist, "
        "speaker, presenter, mannequin, tourist, tourists, wanderer, woodcutter, shepherd, messenger, "
        "librarian, tailor, inventor, neighbour, neighbor, rider, model, influencer, team, parent, "
        "parents, adult, elder, human, humans, survivor"
    ),
    "robot": listed("robot, robots, android, cyborg, droid, automaton, mech"),
    "cyclist": listed("cyclist, cyclists, bicycle, bicycles, bike, bikes, bicyclist"),
    "motorcycle": listed("motorcycle, motorbike, scooter, moped, biker, motorcyclist, motorcycles, vespa"),
    "dog": listed("dog, dogs, puppy, puppies, hound, retriever, terrier, labrador, husky, corgi, poodle"),
    "fox": listed("fox, foxes, wolf, wolves, coyote"),
    "cat": listed("cat, cats, kitten, kittens"),
    "lion": listed("lion, lions, lioness, tiger, tigers, leopard, panther, cheetah, jaguar"),
    "horse": listed("horse, horses, pony, stallion, mare, foal, donkey, unicorn, horseman, zebra, mustang"),
    "deer": listed("deer, stag, doe, elk, moose, reindeer, antelope, gazelle, fawn"),
    "cow": listed("cow, cows, bull, ox, cattle, buffalo, bison, goat, goats, calf"),
    "sheep": listed("sheep, lamb, lambs, ram"),
    "elephant": listed("elephant, elephants, mammoth"),
    "bear": listed("bear, bears, grizzly, panda, polar bear"),
    "rabbit": listed("rabbit, rabbits, bunny, hare, squirrel, mouse"),
    "bird": listed(
        "bird, birds, seagull, gull, gulls, seagulls, crow, crows, raven, ravens, pigeon, pigeons, eagle, "
        "heron, hawk, falcon, owl, swallow, swallows, dove, doves, sparrow, parrot, geese, goose, swan, "
        "albatross, dragon, phoenix, hummingbird, bat, bats"
    ),
    "butterfly": listed("butterfly, butterflies, moth, bee, dragonfly, bees"),
    "fish": listed("fish, fishes, koi, goldfish, trout, salmon, clownfish, shoal"),
    "whale": listed("whale, whales, dolphin, dolphins, shark, sharks, orca"),
    "turtle": listed("turtle, turtles, tortoise, sea turtle"),
    "jellyfish": listed("jellyfish, octopus, squid"),
    "car": listed(
        "car, cars, taxi, taxis, cab, van, automobile, vehicle, vehicles, limousine, suv, sedan, "
        "convertible, sports car, racing car, police car, coupe, jeep"
    ),
    "truck": listed("truck, trucks, lorry, pickup, tractor, fire engine, ambulance, camper"),
    "bus": listed("bus, buses, coach, tram, trams, streetcar, trolley"),
    "train": listed("train, trains, locomotive, subway train, metro, carriage, steam train"),
    "boat": listed(
        "boat, boats, sailboat, sailboats, sail, sails, yacht, dinghy, sailing boat, sailing ship, galleon"
    ),
    "ship": listed(
        "ship, ships, ferry, trawler, vessel, freighter, tanker, steamer, cruise ship, fishing boat, "
        "tugboat, liner, fishing boats, submarine"
    ),
    "rowboat": listed("rowboat, canoe, kayak, gondola, raft, rowing boat"),
    "aeroplane": listed(
        "aeroplane, airplane, plane, jet, airliner, aircraft, biplane, glider, fighter jet, planes, paper "
        "plane"
    ),
    "helicopter": listed("helicopter, chopper, helicopters"),
    "drone": listed("drone, drones, quadcopter, delivery drone"),
    "rocket": listed("rocket, rockets, missile, space rocket"),
    "spaceship": listed(
        "spaceship, spaceships, spacecraft, starship, ufo, flying saucer, shuttle, satellite, probe, "
        "space station"
    ),
    "balloon": listed("balloon, hot air balloon, balloons, hot-air balloon, airship, zeppelin, lantern"),
    "bottle": listed(
        "bottle, bottles, perfume, wine, flask, vial, product, cosmetic, lotion, can, drink, serum, jar, "
        "shampoo, whisky, whiskey, beer, perfume bottle"
    ),
    "glass": listed("glass, wine glass, goblet, cocktail, champagne, tumbler, glass of wine"),
    "cup": listed("cup, mug, coffee, tea, teacup, bowl, espresso, latte, cappuccino, teapot, soup"),
    "watch": listed("watch, clock, ring, wristwatch, pocket watch, jewel, compass, medal, coin, pendant"),
    "phone": listed("phone, smartphone, tablet, device, iphone, mobile, screen, photograph"),
    "laptop": listed("laptop, computer, notebook computer, monitor"),
    "shoe": listed("shoe, sneaker, shoes, sneakers, boot, boots, trainers, trainer, running shoe"),
    "book": listed("book, books, letter, notebook, novel, diary, map"),
    "headphones": listed("headphones, headset, earphones, earbuds"),
    "box": listed("box, package, parcel, gift, present, chest, cube, suitcase"),
    "bag": listed("bag, handbag, purse, backpack, tote"),
    "camera": listed("camera, cameras"),
    "lamp": listed("lamp, table lamp, desk lamp"),
    "candle": listed("candle, candles"),
    "cake": listed("cake, cupcake, dessert, pie, muffin, pancakes, bread, loaf"),
    "burger": listed("burger, hamburger, sandwich, food, cheeseburger"),
    "fruit": listed("apple, apples, fruit, orange fruit, peach, lemon, tomato, pear, fruits"),
    "vase": listed("vase, bouquet, urn, vase of flowers"),
    "plant": listed("plant, houseplant, bonsai, potted plant, plants"),
    "flower": listed("flower, flowers, rose, roses, tulip, tulips, sunflower, sunflowers, poppy, daisy"),
    "tree": listed(
        "tree, trees, oak, pine, palm, birch, willow, cherry tree, palm tree, apple tree, pine tree"
    ),
    "cactus": listed("cactus, cacti"),
    "house": listed(
        "house, cottage, cabin, hut, barn, farmhouse, villa, home, mansion, houses, chapel, temple"
    ),
    "tower": listed("tower, skyscraper, towers, church, clock tower, bell tower, monument, obelisk"),
    "lighthouse": listed("lighthouse, lighthouses"),
    "castle": listed("castle, fortress, palace, castles, ruins"),
    "windmill": listed("windmill, windmills, wind turbine, mill"),
    "tent": listed("tent, tents, tipi, yurt"),
}

PEOPLE = frozenset({"person", "man", "woman", "child", "robot"})
BEASTS = frozenset(
    listed("dog, fox, cat, lion, horse, deer, cow, sheep, elephant, bear, rabbit, turtle, creature")
)
FLYERS = frozenset(listed("bird, butterfly, aeroplane, helicopter, drone, rocket, spaceship, balloon"))
SWIMMERS = frozenset({"fish", "whale", "jellyfish"})
FLOATERS = frozenset({"boat", "ship", "rowboat"})
RIDDEN = frozenset({"horse", "cyclist", "motorcycle", "rowboat"})
VEHICLES = frozenset(
    listed("car, truck, bus, train, boat, ship, rowboat, aeroplane, helicopter, rocket, spaceship, balloon")
)
THINGS = frozenset(  # what stands on a table
    listed(
        "bottle, glass, cup, watch, phone, laptop, shoe, book, headphones, box, bag, camera, lamp, "
        "candle, cake, burger, fruit, vase, plant, object"
    )
)
BUILDINGS = frozenset(listed("house, tower, lighthouse, castle, windmill, tent"))
PLANTS = frozenset({"flower", "tree", "cactus"})

ACTIONS: dict[str, tuple[str, ...]] = {
    "run": listed(
        "run, runs, running, ran, sprint, sprints, sprinting, race, races, racing, chase, chases, "
        "chasing, jog, jogs, jogging, rushes, gallop, gallops, galloping, flees, fleeing, dashes, trots, "
        "trotting, charges"
    ),
    "walk": listed(
        "walk, walks, walking, walked, stroll, strolls, strolling, steps, stepping, cross, crosses, "
        "crossing, wander, wanders, wandering, hurry, hurries, hurrying, climbs, climbing, arrives, "
        "arriving, leaves, leaving, enters, entering, marches, marching, passes, passing, paces, pacing, "
        "comes, goes, hikes, hiking, approaches, approaching, follows, following, sneaks, roams, roaming, "
        "returns, trudges, skates, skating"
    ),
    "sit": listed("sit, sits, sitting, seated, rests, resting, kneels, crouches, meditates"),
    "read": listed(
        "read, reads, reading, write, writes, writing, studies, studying, draws, drawing, sketches, "
        "types, typing"
    ),
    "lie": listed("lies, lying, sleep, sleeps, sleeping, asleep, naps, napping, dozes"),
    "drive": listed(
        "drive, drives, driving, speeds, speeding, sails, sailing, drifts, drifting, accelerates, "
        "departs, rolls, rolling, cruises, cruising, rows, rowing, pedals, cycles, cycling"
    ),
    "ride": listed("ride, rides, riding, rode"),
    "fly": listed(
        "fly, flies, flying, flew, soars, soaring, hovers, hovering, glides, gliding, flutters, "
        "fluttering, lands, landing, launches, launching, takes off, taking off, lifts off, orbits, "
        "orbiting, circles, circling"
    ),
    "float": listed("float, floats, floating"),
    "swim": listed("swim, swims, swimming, dives, diving, snorkels, paddles"),
    "dance": listed("dance, dances, dancing, danced, twirls, twirling, waltzes, celebrates, cheers"),
    "jump": listed("jump, jumps, jumping, leaps, leaping, hops, hopping, skips, skipping, bounces"),
    "turn": listed("turn, turns, turning, turned, looks back, spins around, looks around"),
    "rotate": listed("rotate, rotates, rotating, spin, spins, spinning, revolves, revolving, turntable"),
    "wave": listed("wave, waves, waving, greets, greeting, hails, salutes"),
    "point": listed("point, points, pointing, gestures, reaches, reaching, shows, aims"),
    "talk": listed(
        "speak, sing, laugh, smile, talk, talks, talking, speaks, speaking, says, saying, tells, argues, "
        "arguing, laughs, laughing, sings, singing, chats, chatting, discusses, explains, whispers, "
        "shouts, smiles"
    ),
    "play": listed(
        "play, plays, playing, plays the, playing the, plays a, playing a, plays his, plays her, strums, "
        "performs"
    ),
    "eat": listed("eats, eating, grazes, grazing, drinks, drinking, feeds, sniffs, sniffing"),
    "stand": listed(
        "stand, stands, standing, stood, waits, waiting, parked, still, motionless, idle, watches, "
        "watching, looks, looking, gazes, gazing, stares, staring, leans, leaning, perched, stopped, "
        "abandoned, holds, holding, poses, posing"
    ),
}  # fmt: skip

NUMBERS = {
    "two": 2, "pair": 2, "both": 2, "twin": 2, "three": 3, "trio": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 9, "dozen": 9, "several": 4, "some": 3, "few": 3, "many": 7,
    "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9,
    "group": 4, "flock": 8, "herd": 6, "pack": 5, "school": 8, "swarm": 9, "crowd": 9, "line": 5, "row": 5,
    "fleet": 4, "team": 4,
}  # fmt: skip
GROUPS = {
    "couple": 2, "friends": 3, "family": 3, "crowd": 9, "crowds": 9, "people": 3, "children": 2, "kids": 2,
    "audience": 9, "team": 5, "parents": 2, "cattle": 4, "shoal": 8, "geese": 5, "roses": 5,
    "shoes": 1, "boots": 1, "sneakers": 1, "trainers": 1, "pancakes": 1, "books": 1, "fish": 1, "sheep": 1,
    "sails": 1, "ruins": 1, "glasses": 1, "headphones": 1, "earphones": 1, "earbuds": 1, "plants": 1,
    "flowers": 5, "tulips": 5, "sunflowers": 5, "trees": 4, "fruits": 1, "apples": 1,
}  # fmt: skip
ONE = frozenset(
    listed(
        "bus, cactus, octopus, compass, glass, ambulance, orchids, walrus, goddess, princess, actress, "
        "waitress"
    )
)

COLORS: dict[str, str] = {
    "red": "#b5372e",
    "crimson": "#9b2335",
    "scarlet": "#c22f2a",
    "ginger": "#b5622e",
    "maroon": "#6e2a30",
    "orange": "#d9772b",
    "yellow": "#e2b33b",
    "gold": "#d0a13f",
    "golden": "#d0a13f",
    "green": "#3f7d4f",
    "emerald": "#2f8a5e",
    "teal": "#2c7f83",
    "turquoise": "#3fa3a0",
    "blue": "#32609c",
    "navy": "#25355f",
    "purple": "#6a4a8c",
    "violet": "#6a4a8c",
    "pink": "#d8849c",
    "white": "#e6e2d8",
    "cream": "#e8dcc0",
    "black": "#24262c",
    "grey": "#7c8088",
    "gray": "#7c8088",
    "brown": "#75533a",
    "tan": "#b08a5c",
    "silver": "#b9bec6",
    "beige": "#cbb994",
    "khaki": "#8f8a62",
    "blond": "#d8b56a",
    "blonde": "#d8b56a",
}
NOT_WORN = listed(
    "hair, haired, eyes, eyed, beard, skin, skinned, hat, cap, scarf, shoes, boots, trousers, jeans, "
    "pants, hour, light, sun, sky, sea, water, gloves, umbrella, wall, door, smoke, neon, field, "
    "bearded, helmet"
)
SIZES = {
    "tiny": 0.6, "miniature": 0.5, "small": 0.85, "little": 0.85, "big": 1.15, "large": 1.2, "tall": 1.12,
    "huge": 1.5, "giant": 1.6, "enormous": 1.6, "gigantic": 1.6, "massive": 1.5, "colossal": 1.8,
}  # fmt: skip
PROPS: dict[str, tuple[str, ...]] = {
    "book": listed("book, letter, newspaper, map, notebook, novel, diary, magazine, paper"),
    "umbrella": listed("umbrella, parasol"),
    "guitar": listed("guitar, lute, banjo, ukulele, bass, cello"),
    "violin": listed("violin, fiddle, viola"),
    "trumpet": listed("trumpet, saxophone, flute, clarinet, horn, trombone, harmonica"),
    "lantern": listed("lantern, torch, candle, lamp, flashlight"),
    "phone": listed("phone, smartphone"),
    "cup": listed("cup, mug, coffee, tea, glass, wine"),
    "case": listed("suitcase, briefcase, bag, handbag, basket, bucket"),
    "stick": listed("stick, cane, staff, sword, spear, broom, rod, oar, ski, katana"),
    "flowers": listed("flowers, flower, bouquet, rose"),
    "balloon": listed("balloon, balloons, kite"),
}
DESCRIBING = frozenset(  # words by which somebody's looks go on behind the noun
    listed(
        "a, an, the, in, with, wearing, and, of, his, her, their, its, long, short, dark, light, bright, "
        "coat, raincoat, jacket, dress, suit, hat, cap, hood, hoodie, scarf, gown, robe, uniform, shirt, "
        "sweater, jumper, cloak, apron, armour, armor, kimono, vest, skirt, trousers, jeans, pants, "
        "shoes, boots, gloves, glasses, beard, hair, skin, eyes, moustache, bearded, blouse, tunic, cape, "
        "helmet, wool, woollen, leather, silk, cotton, linen, denim, heavy, old, worn, torn, tweed, "
        "striped, curly, straight, braided, ponytail, bun, pale, tanned, fair, freckled, shawl, overalls, "
        "dungarees, t-shirt, pullover, spacesuit, space, sun, straw, top, bowler, wide-brimmed, knitted, "
        "waistcoat, tie, summer, winter, evening, wedding, white-haired, grey-haired, red-haired"
    )
) | set(COLORS)
LINKS = frozenset({"in", "with", "wearing", "of", "and", "a", "an", "the", "his", "her", "their", "its"})
BESIDE = frozenset(listed(
        "past, beside, near, behind, at, by, before, under, opposite, against, around, toward, towards, "
        "over, through, from, to, into, on, onto, along, for, like, among, between"
    )
)  # fmt: skip
SCENERY = frozenset(  # what worlds and light draw themselves; never a figure of its own
    listed(
        "sea, ocean, coast, beach, shore, wave, waves, water, surface, storm, rain, snow, fog, mist, "
        "cloud, clouds, sky, sun, moon, stars, night, day, dawn, dusk, sunset, sunrise, light, city, "
        "street, road, town, village, skyline, forest, woods, field, fields, meadow, desert, dune, dunes, "
        "mountain, mountains, hill, hills, valley, river, lake, island, cliff, cliffs, headland, pier, "
        "harbour, harbor, room, kitchen, bedroom, office, studio, stage, table, window, floor, wall, "
        "landscape, view, scene, world, space, planet, galaxy, earth, horizon, rooftop, market, square, "
        "station, garden, park, path, bridge, lane, cafe, café, restaurant, bar, corridor, morning, "
        "evening, afternoon, hour, shot, close, camera, wide, time, season, spring, summer, autumn, "
        "winter, wind, thunder, lightning, fire, smoke, dust, silence, end, start, beginning, background, "
        "foreground, distance, hall, library, shop, row, line, group, pair, crowd, reef, corals, coral, "
        "seabed, glacier, iceberg, canyon, waterfall, sand, grass, leaves, rocks, rock, stone, aerial, "
        "drone, pov, frame, reflection, shadow, shadows, house"
    )
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One kind of figure in a picture: how many there are, what they do, and how they look.

    `kind` is a name of `FIGURES`, or `creature` and `object` for what no table knows. `size` is against what
    is usual. `prop` is what it holds, or `rider` for what is ridden. `said` are the words that name it, from
    which its colours come: the same words, the same colours. `beside` marks one that others pass. `view` is
    from where somebody is seen, front, side or back; "" as what it does is seen best.
    """

    kind: str
    count: int = 1
    action: str = ""
    color: str = ""
    size: float = 1.0
    prop: str = ""
    said: str = ""
    beside: bool = False
    view: str = ""
